//! What cargo knows about the workspace, as far as the checks ask.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shop::{self, Shop};

/// A member of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) uses: Vec<Use>,
    pub(crate) targets: Vec<Target>,
}

/// A dependency that a member's manifest states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) name: String,
    /// `normal`, `dev` or `build`.
    pub(crate) kind: String,
    /// The version requirement as written.
    pub(crate) wants: String,
    /// Whether it is a folder of this checkout.
    pub(crate) local: bool,
    /// The name it is used under in code, where the manifest renames it.
    pub(crate) rename: Option<String>,
}

/// Something cargo builds for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) kind: String,
}

/// The members, without asking for anybody else's packages.
pub(crate) fn members(shop: &Shop) -> Result<Vec<Member>> {
    let mut command = shop.cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"]);
    parse(&shop::output(&mut command)?)
}

/// Reads the members out of cargo's JSON.
pub(crate) fn parse(text: &str) -> Result<Vec<Member>> {
    let json: Value = serde_json::from_str(text).context("cargo metadata printed no JSON")?;
    list(&json["packages"]).map(member).collect::<Option<_>>().context("cargo metadata has changed its shape")
}

fn member(package: &Value) -> Option<Member> {
    let manifest = PathBuf::from(package["manifest_path"].as_str()?);
    Some(Member {
        name: text(&package["name"])?,
        folder: manifest.parent()?.to_owned(),
        uses: list(&package["dependencies"]).map(used).collect::<Option<_>>()?,
        targets: list(&package["targets"]).map(target).collect::<Option<_>>()?,
    })
}

fn used(dependency: &Value) -> Option<Use> {
    Some(Use {
        name: text(&dependency["name"])?,
        kind: text(&dependency["kind"]).unwrap_or_else(|| "normal".to_owned()),
        wants: text(&dependency["req"])?,
        local: dependency["path"].is_string(),
        rename: text(&dependency["rename"]),
    })
}

fn target(target: &Value) -> Option<Target> {
    Some(Target { name: text(&target["name"])?, kind: text(&target["kind"][0])? })
}

/// The elements of a JSON array; none if it is none.
pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

/// A JSON string as our own.
pub(crate) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
