-- The release before: goes on.
-- An old key may end by itself after minutes without a call (`keys/rotation/quiet.rs` has the rule): after how many; from when
-- they count at the earliest, which is when they were chosen or when the evidence was last interrupted; and, once it has ended
-- so, since when it had been quiet. A release before ends none by itself, and an interruption is written down by the next one.
ALTER TABLE rotations ADD COLUMN quiet_minutes INTEGER;
ALTER TABLE rotations ADD COLUMN quiet_from INTEGER;
ALTER TABLE rotations ADD COLUMN quiet_since INTEGER;
