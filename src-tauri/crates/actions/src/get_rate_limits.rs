//! Look at how near the organization is to its rate limits.

use keys::wire::RateLimits;

use crate::{App, Failure};

impl App {
    /// Each bucket with its rate, what was used of it, and how often it was empty.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn get_rate_limits(&self, connection: &str) -> Result<RateLimits, Failure> {
        let authority = self.authority(connection).await?;
        authority.get_rate_limits().await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        Environment,
        wire::{self, RateLimit, RouteClass},
    };

    use super::*;
    use crate::{Code, scripted::Scripted};

    #[tokio::test]
    async fn what_was_used_is_told_as_it_was_counted() {
        let place = Scripted::open().await;
        let bucket = RateLimit {
            environment: Environment::Live,
            class: RouteClass::Expensive,
            per_second: 5,
            burst: 10,
            overridden: false,
            last_minute: 12,
            busiest_minute: 40,
            limited_last_hour: 3,
        };
        let told =
            RateLimits { data: vec![bucket], counted_by: "node-1".to_owned(), counted_since: None, not_counted: 0 };
        place.answer("GET /v1/limits", &told);
        place.refuse("GET /v1/limits", wire::Code::NotFound);
        assert_eq!(place.app.get_rate_limits(&place.here).await.unwrap(), told);
        let older = place.app.get_rate_limits(&place.here).await.unwrap_err();
        assert_eq!(older.code, Code::NotFound, "a release that has no such route");
    }
}
