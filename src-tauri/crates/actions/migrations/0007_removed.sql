-- What is known of a service's keys hangs on its connection and can be read nowhere else. So a connection to a service is kept
-- when it is removed: who adds the same service again finds the same keys.
ALTER TABLE connections ADD COLUMN removed_at INTEGER;
