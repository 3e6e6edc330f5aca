-- Every statement that the release with ten steps asks a store: written down by `with-postgres` while the journeys ran.
-- The schema of every later release has to take them (store/migrations/tests.rs, tests/it/postgres.rs).
DELETE FROM backup_codes WHERE member_id = ?1
DELETE FROM backup_codes WHERE member_id = ?1 AND digest = ?2
DELETE FROM kept_answers WHERE at <= ?1
DELETE FROM known_addresses WHERE last_at < ?1
DELETE FROM known_addresses WHERE member_id = ?1
DELETE FROM known_devices WHERE last_at < ?1
DELETE FROM known_devices WHERE member_id = ?1
DELETE FROM limit_overrides WHERE organization_id = ?1 AND environment = ?2 AND class = ?3
DELETE FROM refresh_tokens WHERE session_id IN (SELECT id FROM sessions WHERE ended_at < ?1 OR began_at < ?2)
DELETE FROM refused_calls WHERE last_at < ?1
DELETE FROM request_epochs WHERE no = ?1
DELETE FROM request_ids WHERE epoch = ?1 AND (hash, request_id) IN (SELECT hash, request_id FROM request_ids WHERE epoch = ?1 ORDER BY hash, request_id LIMIT ?2)
DELETE FROM request_words WHERE epoch <= ?1 AND NOT EXISTS (SELECT 1 FROM request_epochs WHERE no < ?1)
DELETE FROM requests WHERE id IN (SELECT id FROM requests WHERE id < ?1 ORDER BY id LIMIT ?2)
DELETE FROM sessions WHERE ended_at < ?1 OR began_at < ?2
DELETE FROM sign_in_failures WHERE last_at <= ?1
DELETE FROM sign_in_failures WHERE scope = ?1 AND subject = ?2
DELETE FROM spending WHERE window_name = ?1 AND since <= ?2
DELETE FROM usage WHERE slot < ?1
DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT id FROM webhook_deliveries WHERE status IN ('succeeded', 'failed') AND updated_at < ?1)
DELETE FROM webhook_deliveries WHERE status IN ('succeeded', 'failed') AND updated_at < ?1
DELETE FROM webhook_events WHERE created_at < ?1 AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = webhook_events.id)
INSERT INTO alert_notes (organization_id, alert_id, noted_at, noted_by) VALUES (?1, ?2, ?3, ?4)
INSERT INTO applications (id, organization_id, environment, status, country, legal_name, submitted, client_reference_id, asked_outcome, next_step_at, created_at, updated_at) VALUES (?1, ?2, ?3, 'pending', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
INSERT INTO audit (sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
INSERT INTO backup_codes (member_id, digest) VALUES (?1, ?2)
INSERT INTO customers (id, organization_id, environment, name, country, created_at) VALUES (?1, ?2, 'sandbox', 'Sample Customer Ltd', 'GBR', ?3)
INSERT INTO customers (id, organization_id, environment, name, country, created_at, application_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
INSERT INTO document_bytes (document_id, bytes) VALUES (?1, ?2)
INSERT INTO documents (id, organization_id, environment, file_name, purpose, media_type, size, digest, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
INSERT INTO heartbeat (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at
INSERT INTO idempotency (organization_id, idempotency_key, fingerprint, subject_id, at) VALUES (?1, ?2, ?3, ?4, ?5)
INSERT INTO kept_answers (organization_id, environment, idempotency_key, fingerprint, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (organization_id, environment, idempotency_key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, at = excluded.at WHERE kept_answers.at <= ?8
INSERT INTO key_callers (key_id, address, agent, first_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key_id, address, agent) DO NOTHING
INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, rotation_id, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
INSERT INTO known_addresses (member_id, address, last_at) VALUES (?1, ?2, ?3) ON CONFLICT (member_id, address) DO UPDATE SET last_at = excluded.last_at
INSERT INTO known_devices (digest, member_id, last_at) VALUES (?1, ?2, ?3) ON CONFLICT (digest) DO UPDATE SET last_at = excluded.last_at
INSERT INTO leaks (key_id, reported_at, reported_by, place) VALUES (?1, ?2, ?3, ?4)
INSERT INTO limit_overrides (organization_id, environment, class, per_second, burst, set_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
INSERT INTO members (id, organization_id, email, email_folded, name, role, created_at, created_by, invitation_digest, invitation_ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
INSERT INTO orders (id, organization_id, environment, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11) ON CONFLICT DO NOTHING
INSERT INTO organizations (id, name, created_at) VALUES (?1, ?2, ?3)
INSERT INTO provisioning (organization_id, next_at) VALUES (?1, ?2)
INSERT INTO refresh_tokens (digest, session_id, number, made_at) VALUES (?1, ?2, ?3, ?4)
INSERT INTO refused_calls (key_id, address, agent, calls, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key_id, address, agent) DO UPDATE SET calls = refused_calls.calls + excluded.calls, last_at = greatest(refused_calls.last_at, excluded.last_at)
INSERT INTO request_epochs (no, began_at, first_id, last_id, records) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (no) DO UPDATE SET first_id = excluded.first_id, last_id = excluded.last_id, records = excluded.records
INSERT INTO request_ids (epoch, hash, request_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
INSERT INTO request_ids (epoch, hash, request_id) VALUES (?1, ?2, ?3), (?4, ?5, ?6), (?7, ?8, ?9), (?10, ?11, ?12), (?13, ?14, ?15), (?16, ?17, ?18), (?19, ?20, ?21), (?22, ?23, ?24), (?25, ?26, ?27), (?28, ?29, ?30), (?31, ?32, ?33), (?34, ?35, ?36), (?37, ?38, ?39), (?40, ?41, ?42), (?43, ?44, ?45), (?46, ?47, ?48), (?49, ?50, ?51), (?52, ?53, ?54), (?55, ?56, ?57), (?58, ?59, ?60), (?61, ?62, ?63), (?64, ?65, ?66), (?67, ?68, ?69), (?70, ?71, ?72), (?73, ?74, ?75), (?76, ?77, ?78), (?79, ?80, ?81), (?82, ?83, ?84), (?85, ?86, ?87), (?88, ?89, ?90), (?91, ?92, ?93), (?94, ?95, ?96), (?97, ?98, ?99), (?100, ?101, ?102), (?103, ?104, ?105), (?106, ?107, ?108), (?109, ?110, ?111), (?112, ?113, ?114), (?115, ?116, ?117), (?118, ?119, ?120) ON CONFLICT DO NOTHING
INSERT INTO request_words (no, text, epoch) SELECT coalesce(max(no), 0) + 1, CAST(?1 AS TEXT), CAST(?2 AS BIGINT) FROM request_words WHERE 1 = 1 ON CONFLICT (text) DO UPDATE SET epoch = excluded.epoch
INSERT INTO requests (id, correlation, actor, address, agent, route, path, outcome, micros, client, idempotency) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING
INSERT INTO requests (id, correlation, actor, address, agent, route, path, outcome, micros, client, idempotency) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11), (?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22), (?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33), (?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44), (?45, ?46, ?47, ?48, ?49, ?50, ?51, ?52, ?53, ?54, ?55), (?56, ?57, ?58, ?59, ?60, ?61, ?62, ?63, ?64, ?65, ?66), (?67, ?68, ?69, ?70, ?71, ?72, ?73, ?74, ?75, ?76, ?77), (?78, ?79, ?80, ?81, ?82, ?83, ?84, ?85, ?86, ?87, ?88), (?89, ?90, ?91, ?92, ?93, ?94, ?95, ?96, ?97, ?98, ?99), (?100, ?101, ?102, ?103, ?104, ?105, ?106, ?107, ?108, ?109, ?110), (?111, ?112, ?113, ?114, ?115, ?116, ?117, ?118, ?119, ?120, ?121), (?122, ?123, ?124, ?125, ?126, ?127, ?128, ?129, ?130, ?131, ?132), (?133, ?134, ?135, ?136, ?137, ?138, ?139, ?140, ?141, ?142, ?143), (?144, ?145, ?146, ?147, ?148, ?149, ?150, ?151, ?152, ?153, ?154), (?155, ?156, ?157, ?158, ?159, ?160, ?161, ?162, ?163, ?164, ?165), (?166, ?167, ?168, ?169, ?170, ?171, ?172, ?173, ?174, ?175, ?176), (?177, ?178, ?179, ?180, ?181, ?182, ?183, ?184, ?185, ?186, ?187), (?188, ?189, ?190, ?191, ?192, ?193, ?194, ?195, ?196, ?197, ?198), (?199, ?200, ?201, ?202, ?203, ?204, ?205, ?206, ?207, ?208, ?209), (?210, ?211, ?212, ?213, ?214, ?215, ?216, ?217, ?218, ?219, ?220), (?221, ?222, ?223, ?224, ?225, ?226, ?227, ?228, ?229, ?230, ?231), (?232, ?233, ?234, ?235, ?236, ?237, ?238, ?239, ?240, ?241, ?242), (?243, ?244, ?245, ?246, ?247, ?248, ?249, ?250, ?251, ?252, ?253), (?254, ?255, ?256, ?257, ?258, ?259, ?260, ?261, ?262, ?263, ?264), (?265, ?266, ?267, ?268, ?269, ?270, ?271, ?272, ?273, ?274, ?275), (?276, ?277, ?278, ?279, ?280, ?281, ?282, ?283, ?284, ?285, ?286), (?287, ?288, ?289, ?290, ?291, ?292, ?293, ?294, ?295, ?296, ?297), (?298, ?299, ?300, ?301, ?302, ?303, ?304, ?305, ?306, ?307, ?308), (?309, ?310, ?311, ?312, ?313, ?314, ?315, ?316, ?317, ?318, ?319), (?320, ?321, ?322, ?323, ?324, ?325, ?326, ?327, ?328, ?329, ?330), (?331, ?332, ?333, ?334, ?335, ?336, ?337, ?338, ?339, ?340, ?341), (?342, ?343, ?344, ?345, ?346, ?347, ?348, ?349, ?350, ?351, ?352), (?353, ?354, ?355, ?356, ?357, ?358, ?359, ?360, ?361, ?362, ?363), (?364, ?365, ?366, ?367, ?368, ?369, ?370, ?371, ?372, ?373, ?374), (?375, ?376, ?377, ?378, ?379, ?380, ?381, ?382, ?383, ?384, ?385), (?386, ?387, ?388, ?389, ?390, ?391, ?392, ?393, ?394, ?395, ?396), (?397, ?398, ?399, ?400, ?401, ?402, ?403, ?404, ?405, ?406, ?407), (?408, ?409, ?410, ?411, ?412, ?413, ?414, ?415, ?416, ?417, ?418), (?419, ?420, ?421, ?422, ?423, ?424, ?425, ?426, ?427, ?428, ?429), (?430, ?431, ?432, ?433, ?434, ?435, ?436, ?437, ?438, ?439, ?440) ON CONFLICT DO NOTHING
INSERT INTO rotations (id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds, started_at, started_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
INSERT INTO sealing (one, probe) VALUES (1, ?1)
INSERT INTO sessions (id, member_id, began_at, access_digest, access_ends_at, newest, given_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?3)
INSERT INTO sign_in_failures (scope, subject, count, last_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (scope, subject) DO UPDATE SET count = excluded.count, last_at = excluded.last_at
INSERT INTO spending (budget_id, window_name, since, spent_micros) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (budget_id, window_name) DO UPDATE SET since = excluded.since, spent_micros = excluded.spent_micros
INSERT INTO tokens (digest, organization_id, id, name, role, created_at, created_by, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
INSERT INTO transactions (id, organization_id, environment, customer_id, type, status, code, chain, amount, address, client_reference_id, created_at, updated_at, due_at) VALUES (?1, ?2, ?3, ?4, 'payout', 'pending', ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11) ON CONFLICT DO NOTHING
INSERT INTO transactions (id, organization_id, environment, customer_id, type, status, code, chain, amount, address, created_at, updated_at) VALUES (?1, ?2, 'sandbox', ?3, 'deposit', 'awaiting_sender_information', 'USDC', 'BASE', '250.00', ?4, ?5, ?5)
INSERT INTO usage (key_id, slot, address, agent, calls, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key_id, slot, address, agent) DO UPDATE SET calls = usage.calls + excluded.calls, last_at = greatest(usage.last_at, excluded.last_at)
INSERT INTO webhook_attempts (id, delivery_id, number, started_at) VALUES (?1, ?2, ?3, ?4)
INSERT INTO webhook_deliveries (id, organization_id, environment, namespace, endpoint_id, event_id, event_type, status, attempts_max, next_attempt_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'pending', ?8, ?9, ?9, ?9)
INSERT INTO webhook_endpoints (id, organization_id, environment, namespace, url, description, active, mode, event_types, digest, sealed_secret, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11)
INSERT INTO webhook_events (id, organization_id, environment, type, created_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
SELECT 1 FROM documents WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT 1 FROM orders WHERE due_at <= ?1 OR due_at > ?2 UNION ALL SELECT 1 FROM transactions WHERE due_at <= ?1 OR due_at > ?2
SELECT activation FROM organizations WHERE id = ?1
SELECT activation, legal_name, contact_email, purpose, submitted_at, submitted_by, approved_at, approved_by, approval_reason, first_sandbox_call_at, first_sandbox_write_at, reviewed_at, reviewed_by, activation_reasons, resubmittable FROM organizations WHERE id = ?1
SELECT address, agent, calls, first_at, last_at FROM refused_calls WHERE key_id = ?1 ORDER BY calls DESC
SELECT budget_id, window_name, since, spent_micros FROM spending
SELECT count(*) FROM applications WHERE organization_id = ?1 AND environment = ?2
SELECT count(*) FROM audit WHERE organization_id = ?1
SELECT count(*) FROM audit WHERE organization_id = ?1 AND action = ?2
SELECT count(*) FROM audit WHERE organization_id = ?1 AND actor = ?2
SELECT count(*) FROM audit WHERE organization_id = ?1 AND actor = ?2 AND action = ?3 AND subject = ?4
SELECT count(*) FROM audit WHERE organization_id = ?1 AND at < CAST(CAST(?2 AS TEXT) AS BIGINT)
SELECT count(*) FROM audit WHERE organization_id = ?1 AND at >= CAST(CAST(?2 AS TEXT) AS BIGINT)
SELECT count(*) FROM audit WHERE organization_id = ?1 AND subject = ?2
SELECT count(*) FROM audit WHERE organization_id = ?1 AND substr(action, 1, 11) = ?2
SELECT count(*) FROM audit WHERE organization_id = ?1 AND substr(action, 1, 4) = ?2
SELECT count(*) FROM customers WHERE organization_id = ?1 AND environment = ?2
SELECT count(*) FROM key_callers WHERE key_id = ?1
SELECT count(*) FROM keys WHERE organization_id = ?1 AND environment = ?2
SELECT count(*) FROM members WHERE organization_id = ?1
SELECT count(*) FROM members WHERE organization_id = ?1 AND id <> ?2 AND role = 'admin' AND revoked_at IS NULL AND password_hash IS NOT NULL
SELECT count(*) FROM orders WHERE organization_id = ?1 AND environment = ?2
SELECT count(*) FROM organizations
SELECT count(*) FROM rotations WHERE organization_id = ?1 AND environment = ?2
SELECT count(*) FROM tokens WHERE organization_id = ?1
SELECT count(*) FROM transactions WHERE organization_id = ?1 AND environment = ?2 AND type = ?3
SELECT count(*) FROM webhook_deliveries WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 AND (?4 = '' OR endpoint_id = ?4) AND (?5 = '' OR status = ?5)
SELECT count(*) FROM webhook_endpoints WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3
SELECT count, last_at FROM sign_in_failures WHERE scope = ?1 AND subject = ?2
SELECT d.attempts, d.attempts_max, e.id, e.url, e.sealed_secret, e.previous_sealed_secret, e.previous_secret_ends_at, v.body FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id JOIN webhook_events v ON v.id = d.event_id WHERE d.id = ?1
SELECT digest FROM tokens WHERE id IS NULL
SELECT digest, id, name, role, created_at, created_by, expires_at, revoked_at, revoked_by, revoke_reason FROM tokens WHERE id = ?1 AND organization_id = ?2
SELECT digest, id, name, role, created_at, created_by, expires_at, revoked_at, revoked_by, revoke_reason FROM tokens WHERE organization_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT fingerprint, status, body, at FROM kept_answers WHERE organization_id = ?1 AND environment = ?2 AND idempotency_key = ?3
SELECT fingerprint, subject_id FROM idempotency WHERE organization_id = ?1 AND idempotency_key = ?2
SELECT first_at, address, agent FROM key_callers WHERE key_id = ?1 ORDER BY first_at LIMIT 200
SELECT hash FROM audit WHERE sequence = ?1
SELECT id FROM ( SELECT d.id, d.status, d.leased_until, d.next_attempt_at, row_number() OVER ( PARTITION BY d.endpoint_id ORDER BY CASE WHEN d.status = 'processing' AND d.leased_until > ?1 THEN 0 ELSE 1 END, d.next_attempt_at, d.id ) AS place FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id WHERE e.active = 1 AND d.status IN ('pending', 'processing') AND (d.status = 'processing' OR d.next_attempt_at <= ?1) ) AS waiting WHERE place <= ?2 AND (status = 'pending' OR leased_until <= ?1) ORDER BY next_attempt_at, id LIMIT ?3
SELECT id FROM applications WHERE next_step_at <= ?1 ORDER BY next_step_at, id LIMIT 100
SELECT id FROM customers WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT id FROM customers WHERE organization_id = ?1 AND environment = 'sandbox' ORDER BY created_at, id LIMIT 1
SELECT id FROM keys WHERE digest = ?1
SELECT id FROM keys WHERE hint_last_four = ?1 AND organization_id = ?2 AND (environment = ?3 OR ?3 = '') ORDER BY coalesce(last_used_at, 0) DESC LIMIT 10
SELECT id FROM organizations LIMIT 1
SELECT id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at, executed_at FROM orders WHERE id = ?1
SELECT id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at, executed_at FROM orders WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at, executed_at FROM orders WHERE organization_id = ?1 AND environment = ?2 AND (created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT 3
SELECT id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at, executed_at FROM orders WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, client_reference_id, created_at, updated_at, executed_at FROM orders WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 3
SELECT id, endpoint_id, event_id, event_type, status, attempts, attempts_max, next_attempt_at, created_at, updated_at FROM webhook_deliveries WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4
SELECT id, endpoint_id, event_id, event_type, status, attempts, attempts_max, next_attempt_at, created_at, updated_at FROM webhook_deliveries WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 AND (?4 = '' OR endpoint_id = ?4) AND (?5 = '' OR status = ?5) ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, mode, event_types FROM webhook_endpoints WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 AND active = 1 ORDER BY created_at, id
SELECT id, name FROM organizations ORDER BY created_at, id
SELECT id, name, country, created_at, application_id FROM customers WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT id, name, country, created_at, application_id FROM customers WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, number, started_at, finished_at, outcome, status_code FROM webhook_attempts WHERE delivery_id = ?1 ORDER BY number
SELECT id, organization_id FROM orders WHERE due_at <= ?1 OR due_at > ?2 LIMIT 100
SELECT id, organization_id, email, name, role, created_at, created_by, password_hash, invitation_ends_at, totp_sealed, totp_confirmed_at, totp_last_step, last_sign_in_at, revoked_at, revoked_by, revoke_reason FROM members WHERE email_folded = ?1 AND revoked_at IS NULL
SELECT id, organization_id, email, name, role, created_at, created_by, password_hash, invitation_ends_at, totp_sealed, totp_confirmed_at, totp_last_step, last_sign_in_at, revoked_at, revoked_by, revoke_reason FROM members WHERE id = ?1
SELECT id, organization_id, email, name, role, created_at, created_by, password_hash, invitation_ends_at, totp_sealed, totp_confirmed_at, totp_last_step, last_sign_in_at, revoked_at, revoked_by, revoke_reason FROM members WHERE invitation_digest = ?1 AND revoked_at IS NULL
SELECT id, organization_id, email, name, role, created_at, created_by, password_hash, invitation_ends_at, totp_sealed, totp_confirmed_at, totp_last_step, last_sign_in_at, revoked_at, revoked_by, revoke_reason FROM members WHERE organization_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds, started_at, started_by, finished_at, undone_at FROM rotations WHERE finished_at IS NULL AND undone_at IS NULL
SELECT id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds, started_at, started_by, finished_at, undone_at FROM rotations WHERE id = ?1
SELECT id, organization_id, environment, cause, old_key_id, new_key_id, grace_seconds, started_at, started_by, finished_at, undone_at FROM rotations WHERE organization_id = ?1 AND environment = ?2 ORDER BY started_at DESC, id DESC LIMIT 21
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys WHERE id = ?1
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys WHERE organization_id = ?1 AND ( (revoked_at IS NULL AND (expires_at < ?2 OR created_at <= ?3 OR coalesce(last_used_at, confirmed_at) <= ?4 OR last_used_at > ?5 OR id IN (SELECT key_id FROM leaks))) OR (revoked_at IS NOT NULL AND id IN (SELECT key_id FROM refused_calls))) ORDER BY created_at DESC LIMIT 2000
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys WHERE organization_id = ?1 AND environment = ?2 AND name_folded = ?3 AND revoked_at IS NULL AND retiring_since IS NULL
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 101
SELECT id, organization_id, environment, name, access_level, digest, hint_prefix, hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id FROM keys WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, status, environment, country, legal_name, client_reference_id, customer_id, failure_code, resubmittable, created_at, updated_at FROM applications WHERE id = ?1
SELECT id, status, environment, country, legal_name, client_reference_id, customer_id, failure_code, resubmittable, created_at, updated_at FROM applications WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT id, status, environment, country, legal_name, client_reference_id, customer_id, failure_code, resubmittable, created_at, updated_at FROM applications WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 2
SELECT id, status, environment, country, legal_name, client_reference_id, customer_id, failure_code, resubmittable, created_at, updated_at FROM applications WHERE organization_id = ?1 AND environment = ?2 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, type, status, customer_id, code, chain, amount, address, client_reference_id, failure_code, sender, created_at, updated_at FROM transactions WHERE id = ?1
SELECT id, type, status, customer_id, code, chain, amount, address, client_reference_id, failure_code, sender, created_at, updated_at FROM transactions WHERE id = ?1 AND organization_id = ?2 AND environment = ?3
SELECT id, type, status, customer_id, code, chain, amount, address, client_reference_id, failure_code, sender, created_at, updated_at FROM transactions WHERE organization_id = ?1 AND environment = ?2 AND type = ?3 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, type, status, customer_id, code, chain, amount, address, client_reference_id, failure_code, sender, created_at, updated_at, organization_id FROM transactions WHERE due_at <= ?1 OR due_at > ?2 LIMIT 100
SELECT id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at FROM webhook_endpoints WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4
SELECT id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at FROM webhook_endpoints WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 AND (created_at, id) < (?4, ?5) ORDER BY created_at DESC, id DESC LIMIT 4
SELECT id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at FROM webhook_endpoints WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 ORDER BY created_at DESC, id DESC LIMIT 21
SELECT id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at FROM webhook_endpoints WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 ORDER BY created_at DESC, id DESC LIMIT 4
SELECT last_at FROM known_addresses WHERE member_id = ?1 AND address = ?2
SELECT last_at FROM known_devices WHERE member_id = ?1 AND digest = ?2
SELECT name, created_at, activation FROM organizations WHERE id = ?1
SELECT no FROM request_epochs WHERE last_id < ?1 ORDER BY no LIMIT 1
SELECT no FROM request_words WHERE text = ?1
SELECT no, began_at, first_id, last_id, records FROM request_epochs ORDER BY no DESC LIMIT 1
SELECT no, first_id, last_id FROM request_epochs ORDER BY no ASC
SELECT no, first_id, last_id FROM request_epochs ORDER BY no DESC
SELECT noted_at, noted_by FROM alert_notes WHERE organization_id = ?1 AND alert_id = ?2
SELECT organization_id, attempts, next_at FROM provisioning WHERE done_at IS NULL ORDER BY next_at
SELECT organization_id, environment, class, per_second, burst FROM limit_overrides ORDER BY organization_id, environment, class
SELECT organization_id, environment, status, asked_outcome, country, legal_name FROM applications WHERE id = ?1
SELECT organization_id, role, name FROM tokens WHERE digest = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)
SELECT probe FROM sealing
SELECT r.id, r.correlation, r.address, r.path, r.micros, r.client, r.idempotency, a.text, g.text, w.text, o.text FROM requests r LEFT JOIN request_words a ON a.no = r.actor LEFT JOIN request_words g ON g.no = r.agent LEFT JOIN request_words w ON w.no = r.route LEFT JOIN request_words o ON o.no = r.outcome WHERE r.id < ?1 ORDER BY r.id DESC LIMIT 500
SELECT r.id, r.correlation, r.address, r.path, r.micros, r.client, r.idempotency, a.text, g.text, w.text, o.text FROM requests r LEFT JOIN request_words a ON a.no = r.actor LEFT JOIN request_words g ON g.no = r.agent LEFT JOIN request_words w ON w.no = r.route LEFT JOIN request_words o ON o.no = r.outcome WHERE r.id = ?1
SELECT r.id, r.correlation, r.address, r.path, r.micros, r.client, r.idempotency, a.text, g.text, w.text, o.text FROM requests r LEFT JOIN request_words a ON a.no = r.actor LEFT JOIN request_words g ON g.no = r.agent LEFT JOIN request_words w ON w.no = r.route LEFT JOIN request_words o ON o.no = r.outcome WHERE r.id > ?1 ORDER BY r.id ASC LIMIT 500
SELECT r.id, r.correlation, r.address, r.path, r.micros, r.client, r.idempotency, a.text, g.text, w.text, o.text FROM requests r LEFT JOIN request_words a ON a.no = r.actor LEFT JOIN request_words g ON g.no = r.agent LEFT JOIN request_words w ON w.no = r.route LEFT JOIN request_words o ON o.no = r.outcome WHERE r.id BETWEEN ?1 AND ?2
SELECT reported_at FROM leaks WHERE key_id = ?1
SELECT reported_at, place FROM leaks WHERE key_id = ?1
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 1000
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 101
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 11
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 21
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 4
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id < ?3 ORDER BY request_id DESC LIMIT 5
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id > ?3 ORDER BY request_id ASC LIMIT 4
SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id > ?3 ORDER BY request_id ASC LIMIT 5
SELECT s.id, m.id, m.organization_id, m.role, m.email FROM sessions s JOIN members m ON m.id = s.member_id WHERE s.access_digest = ?1 AND s.access_ends_at > ?2 AND s.ended_at IS NULL AND m.revoked_at IS NULL
SELECT s.id, s.member_id, s.began_at, s.ended_at, s.newest, s.given_for, s.given_at, r.number, r.made_at FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id WHERE r.digest = ?1
SELECT sealed_secret, previous_sealed_secret, previous_secret_ends_at FROM webhook_endpoints WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit ORDER BY sequence
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND action = ?2 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND actor = ?2 AND action = ?3 AND subject = ?4 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND actor = ?2 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND at < CAST(CAST(?2 AS TEXT) AS BIGINT) ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND at >= CAST(CAST(?2 AS TEXT) AS BIGINT) ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT 500
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND subject = ?2 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND substr(action, 1, 11) = ?2 ORDER BY at DESC, sequence DESC LIMIT 101
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 AND substr(action, 1, 4) = ?2 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 ORDER BY at DESC, sequence DESC LIMIT 101
SELECT sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash FROM audit WHERE organization_id = ?1 ORDER BY at DESC, sequence DESC LIMIT 21
SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1
SELECT slot, CAST(sum(calls) AS BIGINT) FROM usage WHERE key_id = ?1 AND slot >= ?2 AND slot < ?3 GROUP BY slot
SELECT slot, CAST(sum(calls) AS BIGINT) FROM usage WHERE key_id = ?1 AND slot >= ?2 GROUP BY slot
UPDATE applications SET status = 'processing', next_step_at = ?2, updated_at = ?3 WHERE id = ?1 AND status = 'pending'
UPDATE applications SET status = ?2, failure_code = ?3, resubmittable = ?4, customer_id = ?5, decided_at = ?6, decided_by = ?7, decision_reason = ?8, next_step_at = NULL, updated_at = ?6 WHERE id = ?1 AND status IN ('pending', 'processing')
UPDATE kept_answers SET at = ?1 WHERE at > ?1
UPDATE keys SET confirmed_at = ?2, retiring_since = ?3, grace_ends_at = ?4, revoked_at = ?5, revoked_by = ?6, revoke_reason = ?7, rotation_id = ?8 WHERE id = ?1
UPDATE keys SET first_used_at = least(first_used_at, ?2), last_used_at = greatest(last_used_at, ?3) WHERE id = ?1
UPDATE members SET invitation_digest = ?2, invitation_ends_at = ?3 WHERE id = ?1
UPDATE members SET last_sign_in_at = ?2 WHERE id = ?1
UPDATE members SET password_hash = ?2, invitation_digest = NULL, invitation_ends_at = NULL WHERE id = ?1
UPDATE members SET password_hash = ?2, invitation_digest = NULL, invitation_ends_at = NULL WHERE id = ?1 AND password_hash = ?3
UPDATE members SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4, password_hash = NULL, invitation_digest = NULL, invitation_ends_at = NULL WHERE id = ?1
UPDATE members SET role = ?2 WHERE id = ?1
UPDATE members SET totp_confirmed_at = ?2, totp_last_step = ?3 WHERE id = ?1
UPDATE members SET totp_last_step = ?2 WHERE id = ?1 AND (totp_last_step IS NULL OR totp_last_step < ?2)
UPDATE members SET totp_sealed = ?2, totp_last_step = NULL WHERE id = ?1
UPDATE members SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = ?1
UPDATE orders SET executed_at = ?2, updated_at = ?2, due_at = ?3 WHERE id = ?1 AND executed_at IS NULL
UPDATE orders SET status = 'cancelled', updated_at = ?2 WHERE id = ?1 AND executed_at IS NULL
UPDATE orders SET status = 'succeeded', updated_at = ?2, due_at = NULL WHERE id = ?1 AND status = 'pending'
UPDATE organizations SET activation = 'approved', approved_at = ?2, approved_by = ?3, approval_reason = ?4 WHERE id = ?1
UPDATE organizations SET activation = 'in_review', reviewed_at = ?2, reviewed_by = ?3 WHERE id = ?1
UPDATE organizations SET activation = 'submitted', legal_name = ?2, contact_email = ?3, purpose = ?4, submitted_at = ?5, submitted_by = ?6, activation_reasons = NULL WHERE id = ?1
UPDATE organizations SET activation = ?2, activation_reasons = ?3, resubmittable = ?4, reviewed_at = ?5, reviewed_by = ?6 WHERE id = ?1
UPDATE organizations SET first_sandbox_call_at = least(first_sandbox_call_at, ?2), first_sandbox_write_at = least(first_sandbox_write_at, ?3) WHERE id = ?1 AND (first_sandbox_call_at IS NULL OR ?2 < first_sandbox_call_at OR ?3 < first_sandbox_write_at OR (first_sandbox_write_at IS NULL AND ?3 > 0))
UPDATE organizations SET name = name WHERE id = ?1
UPDATE provisioning SET done_at = ?2, attempts = attempts + 1 WHERE organization_id = ?1
UPDATE request_words SET epoch = ?2 WHERE no = ?1
UPDATE rotations SET finished_at = ?2, undone_at = ?3 WHERE id = ?1 AND finished_at IS NULL AND undone_at IS NULL
UPDATE sessions SET access_digest = ?2, access_ends_at = ?3, newest = ?4, given_for = ?5, given_at = ?6 WHERE id = ?1
UPDATE sessions SET ended_at = ?2 WHERE id = ?1
UPDATE sessions SET ended_at = ?2 WHERE member_id = ?1 AND id <> ?3 AND ended_at IS NULL
UPDATE sign_in_failures SET count = count - 1 WHERE scope = ?1 AND subject = ?2 AND count > 0
UPDATE tokens SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4 WHERE id = ?1
UPDATE transactions SET status = 'cancelled', updated_at = ?2, due_at = NULL WHERE id = ?1 AND status = 'pending'
UPDATE transactions SET status = 'processing', sender = ?2, updated_at = ?3, due_at = ?4 WHERE id = ?1 AND status = 'awaiting_sender_information'
UPDATE transactions SET status = ?2, failure_code = ?3, updated_at = ?4, due_at = ?5 WHERE id = ?1
UPDATE webhook_attempts SET finished_at = ?3, outcome = ?4, status_code = ?5 WHERE delivery_id = ?1 AND number = ?2
UPDATE webhook_attempts SET outcome = 'interrupted', finished_at = ?2 WHERE delivery_id = ?1 AND outcome IS NULL
UPDATE webhook_deliveries SET attempts = ?2 WHERE id = ?1
UPDATE webhook_deliveries SET leased_until = ?1 WHERE status = 'processing'
UPDATE webhook_deliveries SET status = 'pending', attempts_max = attempts + ?2, next_attempt_at = ?3, leased_until = NULL, updated_at = ?3 WHERE id = ?1
UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = ?3, leased_until = NULL, updated_at = ?4 WHERE id = ?1 AND status = 'processing' AND attempts = ?2
UPDATE webhook_deliveries SET status = 'processing', leased_until = ?2, updated_at = ?3 WHERE id = ?1 AND (status = 'pending' OR (status = 'processing' AND leased_until <= ?3))
UPDATE webhook_deliveries SET status = ?3, next_attempt_at = NULL, leased_until = NULL, updated_at = ?4 WHERE id = ?1 AND status = 'processing' AND attempts = ?2
UPDATE webhook_endpoints SET previous_sealed_secret = sealed_secret, previous_secret_ends_at = ?2, sealed_secret = ?3, digest = ?4, updated_at = ?5 WHERE id = ?1
UPDATE webhook_endpoints SET url = ?2, description = ?3, active = ?4, mode = ?5, event_types = ?6, updated_at = ?7 WHERE id = ?1
