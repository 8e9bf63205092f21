# The containers, by short names. Without an engine: mvn spring-boot:run.
.DEFAULT_GOAL := help
.PHONY: help init restart stop logs psql test clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

.env: | .env.example
	@umask 077 && while IFS= read -r line; do \
	    case "$$line" in *=change-me) echo "$${line%change-me}$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" ;; \
	    *) echo "$$line" ;; esac; done < .env.example > .env
	@echo "wrote .env with random passwords"

init: .env ## build everything, start it and wait until it is healthy
	docker compose up --build --detach --wait
	@. ./.env && echo "Varve: http://127.0.0.1:$$VARVE_PORT  Prometheus: http://127.0.0.1:$$PROMETHEUS_PORT"

restart: .env ## rebuild and restart the service, keep the database
	docker compose up --build --detach --wait --no-deps --force-recreate varve

stop: ## stop the containers, keep the data
	docker compose stop

logs: ## follow the service's log
	docker compose logs --follow varve

psql: ## a session on the service's database
	docker compose exec postgres psql --username postgres --dbname varve

test: ## what the build checks
	mvn verify

clean: ## remove the containers and their data
	docker compose down --volumes
