import module from 'node:module';

/** Since Node 22.8; the types are of Node 20. */
type SinceNode22 = { readonly enableCompileCache?: () => unknown };

/** Lets Node keep compiled code between starts, in its own cache in the folder for temporary files. Node 20 has none. */
export function useCompileCache(): void {
  (module as SinceNode22).enableCompileCache?.();
}
