/** Counts the primes below a number, the slow way: what a worker must not do between two heartbeats. */
export default function countPrimes({ below }: { readonly below: number }): { readonly primes: number } {
  let primes = 0;
  for (let candidate = 2; candidate < below; candidate += 1) if (isPrime(candidate)) primes += 1;
  return { primes };
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
  return true;
}
