//! Somebody does the whole of their job in the real window by keyboard alone, step by step. Each step is timed and has its
//! picture; what was measured stands beside the pictures, for people to read. No test asserts it.

use std::fmt::Write as _;
use std::time::Instant;

use crate::{WITHIN, Window, driver, eventually, shots, window::named};

/// More stops of the Tab key than any page has.
const STOPS_MAX: usize = 120;

/// One walk.
pub struct Walk<'a> {
    window: &'a Window,
    name: &'static str,
    began: Instant,
    keys: usize,
    steps: Vec<Step>,
}

struct Step {
    what: String,
    seconds: f64,
    keys: usize,
}

impl<'a> Walk<'a> {
    /// Begins one; its pictures and its table are called after it.
    pub fn of(window: &'a Window, name: &'static str) -> Self {
        Self { window, name, began: Instant::now(), keys: 0, steps: Vec::new() }
    }

    /// Presses keys one after the other.
    pub async fn press(&mut self, keys: &str) {
        self.keys += keys.chars().count();
        self.window.driver.press(keys).await;
    }

    /// Presses a key while Control is held.
    pub async fn press_control(&mut self, key: &str) {
        self.keys += 2;
        self.window.driver.press_with(driver::CONTROL, key).await;
    }

    /// Tabs on until a named element, or something in it, has the focus.
    pub async fn tab_to(&mut self, name: &str) {
        self.tab_to_css(&named(name)).await;
    }

    /// The same by a selector.
    pub async fn tab_to_css(&mut self, css: &str) {
        self.window.driver.find(css).await;
        for _ in 0..STOPS_MAX {
            if self.has_focus(css).await {
                return;
            }
            self.press(driver::TAB).await;
        }
        panic!("Tab does not lead to {css}");
    }

    /// Waits until a named element has the focus by itself.
    pub async fn lands_on(&self, name: &str) {
        let css = named(name);
        let look = || async { self.has_focus(&css).await.then_some(()) };
        eventually(&format!("the focus is on {name}"), WITHIN, look).await;
    }

    async fn has_focus(&self, css: &str) -> bool {
        let script = format!("return !!document.activeElement?.closest({css:?})");
        self.window.driver.execute(&script).await.is_ok_and(|has| has == true)
    }

    /// Tabs to a named field and types into it, over what stands there.
    pub async fn fill(&mut self, name: &str, text: &str) {
        self.tab_to(name).await;
        if !self.window.driver.value(&named(name)).await.is_empty() {
            self.press_control("a").await;
        }
        self.press(text).await;
        assert_eq!(self.window.driver.value(&named(name)).await, text, "what is typed into {name} arrives");
    }

    /// Tabs to a named control and presses Enter.
    pub async fn enter(&mut self, name: &str) {
        self.tab_to(name).await;
        self.press(driver::ENTER).await;
    }

    /// Tabs to a named box and ticks it.
    pub async fn tick(&mut self, name: &str) {
        self.tab_to(name).await;
        self.press(" ").await;
    }

    /// Goes to a page by its name, as `Ctrl+K` finds it.
    pub async fn go_to(&mut self, title: &str) {
        self.press_control("k").await;
        self.press(title).await;
        self.window.driver.reads("[role=option][aria-selected=true]", title).await;
        self.press(driver::ENTER).await;
        self.window.driver.reads("main h1", title).await;
    }

    /// A step is done: it is timed, and its picture kept.
    pub async fn step(&mut self, what: &str) {
        let seconds = self.began.elapsed().as_secs_f64();
        self.steps.push(Step { what: what.to_owned(), seconds, keys: self.keys });
        shots::keep(&self.window.driver, &format!("walk-{}-{}", self.name, self.steps.len())).await;
        (self.began, self.keys) = (Instant::now(), 0);
    }

    /// The end: the table is kept beside the pictures.
    pub fn ends(self) {
        let mut table = String::from("| Step | Seconds | Keys pressed |\n|---|---:|---:|\n");
        for Step { what, seconds, keys } in &self.steps {
            let _ = writeln!(table, "| {what} | {seconds:.1} | {keys} |");
        }
        let (seconds, keys) = self.steps.iter().fold((0.0, 0), |sum, step| (sum.0 + step.seconds, sum.1 + step.keys));
        let _ = writeln!(table, "| **together** | {seconds:.1} | {keys} |");
        shots::keep_text(&format!("walk-{}.md", self.name), &table);
    }
}
