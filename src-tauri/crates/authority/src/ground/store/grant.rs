//! The two roles of a PostgreSQL database: its owner, who changes the schema, and the one that `serve` works as, which may
//! change rows and nothing else. So whoever gets hold of the second one's password cannot empty or alter a table, nor take
//! the triggers away that keep the audit log.

use super::{Connection, OpenError, Place, StoreError};

/// Lets a role serve the database, after its schema was brought to this release's shape. To be run as the owner.
///
/// # Errors
/// [`OpenError`]; the role is granted all of it or nothing.
pub fn grant(place: &Place, role: &str) -> Result<(), OpenError> {
    let Connection::Postgres(server) = place.open()? else {
        return Err(OpenError::BadAddress("a file has no roles"));
    };
    let role = quote(role)?;
    let schema = "DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO ROLE_NAME', current_schema()); \
         EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO ROLE_NAME', current_schema()); \
         EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ROLE_NAME', \
             current_schema()); END $$;
         REVOKE UPDATE ON audit FROM ROLE_NAME;
         REVOKE INSERT, UPDATE, DELETE ON schema_steps, schema_floor FROM ROLE_NAME;";
    Ok(server.batch(&format!("BEGIN; {} COMMIT", schema.replace("ROLE_NAME", &role)))?)
}

/// A role's name as a word of a statement.
fn quote(role: &str) -> Result<String, StoreError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !role.is_empty() && role.len() <= 63 && role.chars().all(plain) {
        true => Ok(format!("\"{role}\"")),
        false => Err(StoreError::Refused("a role's name has letters, digits, _ and - only".to_owned())),
    }
}
