//! The organizations' buckets in a Valkey or Redis that several nodes share. It decides by its own clock, so the nodes'
//! clocks need not agree.

use std::{
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use keys::{
    Environment,
    bucket::{Bucket, Draw, Rate},
};
use redis::{AsyncConnectionConfig, Client, RedisError, Script, aio::MultiplexedConnection};
use tokio::sync::{Notify, watch};

use super::Class;

/// A limiter must cost less than what it limits: whoever is slower counts as out of reach.
const ANSWER_WITHIN: Duration = Duration::from_millis(100);
const CONNECT_WITHIN: Duration = Duration::from_millis(500);
/// Between two tries to reach it again. Requests do not wait for them.
const TRY_EVERY: Duration = Duration::from_millis(250);
/// How often an outage is told of again.
const TELL_EVERY: Duration = Duration::from_secs(30);
const SCRIPT: &str = include_str!("bucket.lua");

/// The address is none that the client understands. It may hold a password, so it is not repeated.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the limiter's address is not understood; write redis://host:port")]
pub struct AddressError;

/// The shared store.
pub(crate) struct Valkey {
    client: Client,
    script: Script,
    connection: RwLock<Option<MultiplexedConnection>>,
    lost: Notify,
    passed_unlimited: AtomicU64,
}

impl Valkey {
    pub(super) fn new(address: &str) -> Result<Self, AddressError> {
        Ok(Self {
            client: Client::open(address).map_err(|_| AddressError)?,
            script: Script::new(SCRIPT),
            connection: RwLock::default(),
            lost: Notify::new(),
            passed_unlimited: AtomicU64::new(0),
        })
    }

    /// Takes a token. None when the store cannot be reached in time, which is counted.
    pub(super) async fn draw(&self, organization: &str, side: Environment, class: Class, rate: Rate) -> Option<Draw> {
        let connection = self.connection.read().unwrap_or_else(PoisonError::into_inner).clone();
        let drawn = match connection {
            None => None,
            Some(mut connection) => match self.ask(&mut connection, organization, side, class, rate).await {
                Ok(draw) => Some(draw),
                Err(error) => {
                    self.lose(&error);
                    None
                }
            },
        };
        if drawn.is_none() {
            self.passed_unlimited.fetch_add(1, Ordering::Relaxed);
        }
        drawn
    }

    async fn ask(
        &self,
        connection: &mut MultiplexedConnection,
        organization: &str,
        side: Environment,
        class: Class,
        rate: Rate,
    ) -> Result<Draw, RedisError> {
        let bucket = format!("conduit-keys:limit:{organization}:{side}:{}", class.as_str());
        let capacity = i64::from(rate.burst) * 1000;
        let mut call = self.script.key(bucket);
        let (allowed, level): (i64, i64) = call.arg(rate.per_second).arg(capacity).invoke_async(connection).await?;
        Ok(Bucket::told(rate, allowed == 1, level))
    }

    /// Nobody asks again until it is reached again; said once.
    fn lose(&self, error: &RedisError) {
        let lost = self.connection.write().unwrap_or_else(PoisonError::into_inner).take();
        if lost.is_some() {
            tracing::warn!(%error, "the limiter's store cannot be reached; requests pass without a limit");
            self.lost.notify_one();
        }
    }

    /// Connects once, for the start.
    pub(crate) async fn connect(&self) -> bool {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(ANSWER_WITHIN));
        let connected = self.client.get_multiplexed_async_connection_with_config(&config).await;
        let connected = connected.ok();
        let reached = connected.is_some();
        *self.connection.write().unwrap_or_else(PoisonError::into_inner) = connected;
        reached
    }

    /// Connects again whenever the connection is lost, until the stop.
    pub(crate) async fn keep_connected(&self, mut stopping: watch::Receiver<bool>) {
        let work = async {
            loop {
                if self.connection.read().unwrap_or_else(PoisonError::into_inner).is_none() {
                    self.reach().await;
                }
                self.lost.notified().await;
            }
        };
        tokio::select! {
            () = work => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    async fn reach(&self) {
        let before = self.passed_unlimited();
        let mut tell = tokio::time::interval(TELL_EVERY);
        tell.tick().await;
        while !self.connect().await {
            tokio::select! {
                () = tokio::time::sleep(TRY_EVERY) => {}
                _ = tell.tick() => {
                    let passed = self.passed_unlimited() - before;
                    tracing::warn!(passed, "the limiter's store still cannot be reached; requests pass without a limit");
                }
            }
        }
        tracing::info!(passed = self.passed_unlimited() - before, "the limiter's store is reached again");
    }

    pub(super) fn passed_unlimited(&self) -> u64 {
        self.passed_unlimited.load(Ordering::Relaxed)
    }
}
