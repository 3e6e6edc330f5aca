//! The shapes that commands take and answer with, and all that those are made of.

use std::{
    any::TypeId,
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

use ts_rs::{Config, TS, TypeVisitor};

use crate::host::STANDING_IN;

/// Shapes by their names, as TypeScript.
pub struct Shapes<'a> {
    config: &'a Config,
    seen: HashSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl<'a> Shapes<'a> {
    /// None yet.
    pub fn new(config: &'a Config) -> Self {
        Self { config, seen: HashSet::new(), declared: BTreeMap::new() }
    }

    /// Adds a shape and what it is made of.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // What TypeScript has by itself has no file of its own.
        if T::output_path().is_some() && !STANDING_IN.contains(&T::name(self.config).as_str()) {
            let docs = T::docs().unwrap_or_default();
            self.declared.insert(T::name(self.config), format!("{docs}export {}", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }

    /// All of them, in one file.
    pub fn typescript(&self) -> String {
        let mut out = String::from("// Written by `cargo xtask types` from the Rust shapes. Never edited by hand.\n");
        for declared in self.declared.values() {
            let _ = writeln!(out, "\n{declared}");
        }
        out
    }
}

impl TypeVisitor for Shapes<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}
