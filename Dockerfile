# A small image of the server, from this folder alone: docker build -t colloquy .
#
#   docker run -it --init -p 127.0.0.1:8080:8080 -v colloquy:/data colloquy
#
# The volume /data contains the SQLite file and the media. The first start creates an account, stores it there and prints
# its token at a terminal (-t), not into the log of a container without one. To choose the account, set
# COLLOQUY_ACCOUNT_SID and COLLOQUY_AUTH_TOKEN, or COLLOQUY_AUTH_TOKEN_FILE.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY packages ./packages
RUN npm ci --ignore-scripts
# What the documentation is made of; a change here needs no new installation.
COPY docs ./docs
COPY deploy ./deploy
COPY samples ./samples
COPY README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE compose.yaml Dockerfile ./
RUN node scripts/build.ts server

FROM node:24-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/client/package.json ./packages/client/
COPY packages/console/package.json ./packages/console/
COPY packages/docs/package.json ./packages/docs/
COPY packages/contract/package.json ./packages/contract/
COPY packages/server/package.json ./packages/server/
COPY packages/testkit/package.json ./packages/testkit/
# Optional peers of the test kit are in the lock file; the server needs none.
RUN npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --workspace=colloquy

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 COLLOQUY_DATABASE_URL=sqlite:/data/colloquy.db COLLOQUY_MEDIA_URL=file:/data/media
RUN install --directory --owner=node --group=node /data
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY packages/server/package.json ./packages/server/
COPY packages/server/bin ./packages/server/bin
COPY packages/server/examples/chat ./packages/server/examples/chat
COPY --from=build /app/packages/server/dist ./packages/server/dist
COPY packages/client/package.json ./packages/client/
COPY --from=build /app/packages/client/dist ./packages/client/dist
COPY packages/console/package.json ./packages/console/
COPY --from=build /app/packages/console/dist ./packages/console/dist
COPY packages/docs/package.json ./packages/docs/
COPY --from=build /app/packages/docs/dist ./packages/docs/dist
COPY packages/contract/package.json ./packages/contract/
COPY --from=build /app/packages/contract/dist ./packages/contract/dist
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# docs/operations.md, "Memory", has the reason for the option.
ENTRYPOINT ["node", "--max-semi-space-size=8", "packages/server/bin/colloquy.js"]
CMD ["serve"]
