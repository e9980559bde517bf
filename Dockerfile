# The tool image, from which the jobs of the apps' pipelines run `slipway`. `npx slipway tool publish`
# builds it and writes its digest into Pulumi.platform.yaml. Other names of what it is built from, a
# mirror's or one with a digest behind it (@sha256:…): `--argument NODE_IMAGE=…`.
ARG NODE_IMAGE=node:24-trixie-slim
ARG BUILDKIT_IMAGE=moby/buildkit:v0.34.2-rootless
ARG DOCKER_IMAGE=docker:28-cli

FROM ${BUILDKIT_IMAGE} AS buildkit
FROM ${DOCKER_IMAGE} AS docker

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /opt/slipway
COPY package.json package-lock.json .npmrc ./
# A package of the repository's own, to which npm makes a link.
COPY sdks/gitlab/package.json sdks/gitlab/
# Scripts of packages are for who builds with them; one would ask for Pulumi's engine.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM ${NODE_IMAGE} AS base
# git reads what is built, ssh reaches servers, and a rootless builder gets its ids by newuidmap.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client uidmap \
  && rm -rf /var/lib/apt/lists/* \
  && echo node:100000:65536 | tee /etc/subuid > /etc/subgid
# BuildKit's programs are static ones; of its image nothing else is needed.
COPY --from=buildkit /usr/bin/rootlesskit /usr/bin/buildctl /usr/bin/buildkitd /usr/bin/buildkit-runc /usr/local/bin/
COPY --from=dependencies /opt/slipway/node_modules /opt/slipway/node_modules
COPY . /opt/slipway
RUN ln -s /opt/slipway/cli/slipway.mjs /usr/local/bin/slipway \
  && mkdir /var/tmp/slipway \
  && chown node:node /var/tmp/slipway
# What jobs run is compiled once, for the user whom they have: Node keeps it for each apart. Nobody but
# root writes it.
RUN cd /opt/slipway \
  && install --directory --owner node node_modules/.cache/compiled \
  && setpriv --reuid node --regid node --init-groups node cli/compile.mjs \
  && chown --recursive root:root node_modules/.cache
# A builder's layers can't lie on the layers of a container: on a volume it need not copy each of them.
ENV TMPDIR=/var/tmp/slipway
VOLUME /var/tmp/slipway
USER node
WORKDIR /home/node
# A job's shell is started as it is.
ENTRYPOINT []
CMD ["slipway", "--help"]

# For apps whose builder is Docker.
FROM base AS with-docker
COPY --from=docker /usr/local/bin/docker /usr/local/bin/
COPY --from=docker /usr/local/libexec/docker/cli-plugins/docker-buildx /usr/local/libexec/docker/cli-plugins/

FROM base AS tool
