# The service with GraphiQL and the Explorer inside. Nothing is built or fetched when it starts.

FROM node:22.23.4-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web .
RUN npm run build

FROM python:3.12.16-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 lienket
WORKDIR /app
COPY requirements/service.lock requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/service.lock
COPY domain domain
COPY schema schema
COPY resolvers resolvers
COPY planning planning
COPY graph graph
COPY seeds seeds
COPY service service
COPY web web
COPY --from=web /web/dist web/dist
USER 10001
EXPOSE 8000
# No proxy of the environment may come between.
HEALTHCHECK --interval=10s --timeout=5s --retries=6 --start-period=60s CMD ["python", "-c", \
    "from urllib.request import *; build_opener(ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "service.cli"]
CMD ["serve"]
