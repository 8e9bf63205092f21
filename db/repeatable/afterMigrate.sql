-- What a migration made new is for the same roles as the rest (docs/roles.md).
SELECT ops.grant_access('varve_app', 'varve_reader');
