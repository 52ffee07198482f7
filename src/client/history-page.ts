/**
 * Events asked for at once. Left to the server it is 1,000, and with values of up to 32 KiB in each they may not fit into an answer (4 MB),
 * which the SDK asks for again and again for a minute.
 */
export const EVENTS_AT_ONCE = 100;
