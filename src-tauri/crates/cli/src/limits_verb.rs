//! `conduit-keys limits`.

use actions::{Failure, Operation};
use keys::wire::RateLimit;

use crate::{
    Face,
    print::{table, word},
};

pub(crate) async fn run(face: &Face) -> Result<(), Failure> {
    face.check_possible(None, Operation::ReadLimits).await?;
    let limits = face.app.get_rate_limits(&face.connection).await?;
    face.answer(&limits, || {
        let head = [
            "ENVIRONMENT",
            "REQUESTS",
            "PER SECOND",
            "AT ONCE",
            "LAST MINUTE",
            "OF THE RATE",
            "BUSIEST MINUTE",
            "429 IN THE LAST HOUR",
        ];
        let mut lines = table(&head, &limits.data.iter().map(row).collect::<Vec<_>>());
        let since = limits.counted_since.map(|since| format!(" since it began at {since}"));
        lines.push(format!("Counted by {}{}.", limits.counted_by, since.unwrap_or_default()));
        if limits.not_counted > 0 {
            lines.push(format!("{} requests could not be counted: there were too many.", limits.not_counted));
        }
        lines
    })
}

fn row(limit: &RateLimit) -> Vec<String> {
    let set = if limit.overridden { " (set for this organization)" } else { "" };
    let sustained = u64::from(limit.per_second) * 60;
    vec![
        limit.environment.to_string(),
        word(&limit.class),
        format!("{}{set}", limit.per_second),
        limit.burst.to_string(),
        limit.last_minute.to_string(),
        format!("{} %", u64::from(limit.last_minute) * 100 / sustained.max(1)),
        limit.busiest_minute.to_string(),
        limit.limited_last_hour.to_string(),
    ]
}
