//! The servers that are measured, each in a process of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    routing::get,
};
use tokio::net::TcpListener;

/// A server process that ends with this value.
pub struct Server {
    child: Child,
    /// Its first line of output.
    pub ready: String,
}

impl Server {
    /// Starts a program and waits for its first line.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server did not start")?;
        let mut ready = String::new();
        let stdout = child.stdout.take().context("the server has no output")?;
        BufReader::new(stdout).read_line(&mut ready)?;
        Ok(Self { child, ready: ready.trim().to_owned() })
    }
}

impl Server {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The baseline: one axum route that reads one header.
pub async fn bare_route() -> Result<()> {
    async fn route(headers: HeaderMap) -> StatusCode {
        match headers.get("x-api-key") {
            Some(_) => StatusCode::NO_CONTENT,
            None => StatusCode::UNAUTHORIZED,
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", listener.local_addr()?)?;
    stdout.flush()?;
    Ok(axum::serve(listener, Router::new().route("/verify", get(route))).await?)
}
