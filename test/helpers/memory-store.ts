import { DocumentStore } from '../../src/storage/document-store.ts';
import { MemoryBackend } from '../../src/storage/memory/memory-backend.ts';
import type { Store } from '../../src/storage/store.ts';

/** A store that is gone with the test. */
export function memoryStore(): Store {
  return new DocumentStore('memory:', new MemoryBackend());
}
