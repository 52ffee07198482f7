// Says which servers of the storage tests are here, as JSON; `--fake-mongodb`: where mongo-java-server belongs. Started by scripts/lib/store-servers.mjs.
import { fakeMongodbFolder, findFakeMongodb, MONGO_JAVA_SERVER } from '../test/helpers/servers/fake-mongodb.ts';
import { findPostgres } from '../test/helpers/servers/postgres.ts';
import { findRedis } from '../test/helpers/servers/redis.ts';

const found = { redis: findRedis() !== undefined, postgres: findPostgres() !== undefined, mongodb: findFakeMongodb() !== undefined };
console.log(JSON.stringify(process.argv.includes('--fake-mongodb') ? { folder: fakeMongodbFolder(), version: MONGO_JAVA_SERVER } : found));
