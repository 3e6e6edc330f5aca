//! How near an organization is to its rate limits: what this process counted as it wrote the request records.

use keys::{
    Environment,
    wire::{Code, RateLimit, RateLimits, RouteClass},
};

use super::{Evidence, records::Record};
use crate::{Caller, ground::limits::Class};

const HOUR_SECONDS: i64 = 3600;
const VERIFY: &str = "/verify";

impl Evidence {
    /// Every bucket of the asker's organization. It is told from memory.
    pub fn rate_limits(&self, caller: &Caller) -> RateLimits {
        let (limits, now) = (&self.ground.limits, self.ground.now());
        let organization = &caller.organization_id;
        let bucket = |environment, class| {
            let (rate, overridden) = limits.standing(organization, environment, class);
            let used = limits.usage.of(organization, (environment, class), now);
            RateLimit {
                environment,
                class: match class {
                    Class::General => RouteClass::General,
                    Class::Expensive => RouteClass::Expensive,
                },
                per_second: rate.per_second,
                burst: rate.burst,
                overridden,
                last_minute: used.last_minute,
                busiest_minute: used.busiest_minute,
                limited_last_hour: used.limited_last_hour,
            }
        };
        let of = |environment| Class::ALL.map(|class| bucket(environment, class));
        let since = Some(self.began).filter(|began| *began > now.plus_seconds(-HOUR_SECONDS));
        RateLimits {
            data: Environment::ALL.map(of).concat(),
            counted_by: self.ground.node.clone(),
            counted_since: since,
            not_counted: limits.usage.not_counted(now),
        }
    }

    /// Counts what a record says, if its request came as far as a bucket.
    pub(super) fn count_use(&self, record: &Record) {
        let Some((bucket, is_limited)) = drawn(record) else { return };
        let Some(key) = record.key() else { return };
        self.ground.limits.usage.note(&key.organization_id, bucket, record.id.at(), is_limited);
    }
}

/// From which bucket a request drew, and whether that was empty; none for one that was refused before: a bad key, a sandbox
/// that is not set up, an address that sends too many.
fn drawn(record: &Record) -> Option<((Environment, Class), bool)> {
    let is_limited = record.code == Some(Code::RateLimited);
    let before = match record.code {
        Some(Code::ApiKeyMissing | Code::ApiKeyInvalid | Code::SandboxNotProvisioned | Code::ServiceUnavailable) => {
            true
        }
        Some(Code::RateLimited) => record.refusal().is_some(),
        _ => record.status == 401,
    };
    let path = if record.path().is_empty() { record.route() } else { record.path() };
    let class = if record.route().starts_with(VERIFY) { Class::General } else { Class::of(record.method(), path) };
    (!before).then_some(((record.environment?, class), is_limited))
}
