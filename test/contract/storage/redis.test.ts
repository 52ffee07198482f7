import { findRedis, startRedis } from '../../helpers/servers/redis.ts';
import { serverContract } from './server-suite.ts';

serverContract({ name: 'redis', find: findRedis, start: startRedis, keeps: true });
