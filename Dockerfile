# The hub with everything for a cluster. Built without network from wheels that were fetched and checked before:
#
#   sh scripts/docker_wheels.sh          once, where there is a network: dist/docker/*.whl
#   docker build -t fengqiao-hub .
#
# The base must have the Python that the wheels were fetched with (3.11).
FROM python:3.11-slim-bookworm

COPY dist/docker/ /wheels/
RUN --network=none python -m venv /opt/hub \
    && /opt/hub/bin/pip install --no-cache-dir --disable-pip-version-check --no-index --no-deps /wheels/*.whl \
    && rm -rf /wheels \
    && useradd --system --uid 10001 --home-dir /var/lib/fengqiao-hub hub \
    && install -d -o hub -g hub -m 0700 /var/lib/fengqiao-hub /etc/fengqiao-hub/secrets
COPY deploy/docker/setup.sh /opt/hub/bin/hub-setup

ENV PATH=/opt/hub/bin:$PATH PYTHONUNBUFFERED=1 HUB_SETTINGS=/etc/fengqiao-hub/hub.toml
USER hub
WORKDIR /var/lib/fengqiao-hub
STOPSIGNAL SIGTERM
ENTRYPOINT ["hub"]
CMD ["doctor"]
