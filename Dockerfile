# Builds and runs the service: docker build -t varve .
# The build needs nothing but this directory; the image holds no sources and no build tools.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml openapi.yaml ./
COPY db db
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests package \
    && java -Djarmode=tools -jar target/varve.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 varve \
    && useradd --system --uid 10001 --gid varve --home-dir /var/lib/varve --shell /usr/sbin/nologin varve \
    && install -d -o varve -g varve -m 0700 /var/lib/varve
WORKDIR /opt/varve
# Layers from the one that changes least to the one that changes most.
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/spring-boot-loader/ ./
COPY --from=build /build/extracted/snapshot-dependencies/ ./
COPY --from=build /build/extracted/application/ ./
USER 10001:10001
# Where the embedded PostgreSQL lives when no other database is given.
ENV VARVE_EMBEDDED_DATA_DIRECTORY=/var/lib/varve/postgres
VOLUME /var/lib/varve
EXPOSE 8080
# The image has neither curl nor wget for sure, but it has bash.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"status\":\"UP\"' <&3"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "varve.jar"]
