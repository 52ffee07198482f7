# A Stepwright worker. Configured by the environment: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS, TEMPORAL_API_KEY,
# STEPWRIGHT_TASK_QUEUE, STEPWRIGHT_DATA, STEPWRIGHT_STORE, STEPWRIGHT_DEFINITIONS, STEPWRIGHT_TARGETS, STEPWRIGHT_ALLOW_NETWORK,
# STEPWRIGHT_SECRETS, and the secrets themselves (docs/secrets.md).

# Debian, not Alpine: Temporal's native core needs glibc.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
# TLS to a cluster needs the certificates.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner node --group node /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/schema schema
COPY --from=build /app/dist dist
ENV NODE_ENV=production STEPWRIGHT_DATA=/data
USER node
VOLUME /data
CMD ["node", "dist/worker/main.js"]
