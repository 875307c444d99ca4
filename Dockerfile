# One image for api, worker, beat and migrate; docker-compose.yml says which command each container runs.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/prohori
COPY requirements.lock ./
RUN /opt/prohori/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY moderation moderation
COPY policy policy
COPY runtime runtime
COPY service service
COPY store store
COPY workers workers
RUN /opt/prohori/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
# A fixed number, so that docker-compose.yml can give this user its folders in memory.
RUN groupadd --gid 10001 prohori \
    && useradd --uid 10001 --gid prohori --no-create-home --home-dir /var/lib/prohori prohori \
    && install -d -o prohori -g prohori -m 0700 /var/lib/prohori
COPY --from=build /opt/prohori /opt/prohori
ENV PATH=/opt/prohori/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PROHORI_DATA_DIR=/var/lib/prohori \
    PROHORI_HOST=0.0.0.0 \
    PROHORI_PORT=8000
WORKDIR /var/lib/prohori
USER 10001:10001
EXPOSE 8000
CMD ["prohori", "api"]
