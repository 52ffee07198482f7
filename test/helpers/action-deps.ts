import { AttemptsUnderWay } from '../../activities/policies/attempt.ts';
import { CpuProcesses } from '../../activities/cpu/processes.ts';
import { Limits } from '../../activities/policies/limits.ts';
import type { ActionDeps } from '../../activities/policies/run-action.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { Breaker } from '../../src/records/breaker.ts';
import { Cache } from '../../src/records/cache.ts';
import { Outage } from '../../src/records/outage.ts';
import type { Store } from '../../src/storage/store.ts';
import { tempFolder } from './temp-folder.ts';

/** What an attempt needs of its worker, with records in this store. */
export function actionDeps(store: Store, dataDir = tempFolder()): ActionDeps {
  const outage = new Outage(() => undefined);
  return {
    files: new PayloadFiles(new PayloadFolder(dataDir)),
    cache: new Cache(store, { outage }),
    breaker: new Breaker(store, { outage }),
    underWay: new AttemptsUnderWay(),
    cpu: new CpuProcesses(),
    limits: new Limits({}),
  };
}
