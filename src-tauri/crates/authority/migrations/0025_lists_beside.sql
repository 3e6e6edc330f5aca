-- The release before: goes on.
-- A list that is read in an order leaves out what does not fit, often a hundred keys for one that does. What is asked of a
-- key by moments stands in the index of the order, so that those are not read from the table. The last use is only where it
-- changes together with the order: beside the others it would make every flush of usage write to more indexes.
DROP INDEX keys_by_created;
DROP INDEX keys_by_name;
DROP INDEX keys_by_use;
DROP INDEX keys_by_end;
DROP INDEX keys_by_calls;
CREATE INDEX keys_by_created ON keys (organization_id, environment, state_on_record, created_at, id, ends_sorted);
CREATE INDEX keys_by_name ON keys (organization_id, environment, state_on_record, name_sorted, id, ends_sorted, created_at);
CREATE INDEX keys_by_use ON keys (organization_id, environment, state_on_record, used_sorted, id, ends_sorted, created_at);
CREATE INDEX keys_by_end ON keys (organization_id, environment, state_on_record, ends_sorted, id, created_at);
CREATE INDEX keys_by_calls ON keys (organization_id, environment, state_on_record, calls_in_day, id, ends_sorted, created_at, used_sorted);
