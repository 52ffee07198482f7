import type { Generated } from 'kysely';

/** The tables of a SQL store; times are milliseconds since 1970. */
export interface Tables {
  readonly stepwright_documents: {
    readonly collection: string;
    readonly key: string;
    readonly json: string;
    readonly revision: string;
    readonly expires: number | null;
  };
  readonly stepwright_entries: {
    readonly collection: string;
    readonly field: string;
    readonly value: string;
    readonly key: string;
    /** 1: the document has a place in the order of the field. */
    readonly ordered: number;
  };
  readonly stepwright_counters: {
    readonly name: string;
    readonly value: number;
    readonly expires: number | null;
  };
  readonly stepwright_migrations: {
    readonly name: string;
    readonly timestamp: Generated<string>;
  };
}
