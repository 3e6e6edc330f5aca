//! Files that somebody chose in the system's dialog or dropped on the window. The page has a word for each, and neither its path
//! nor what is in it: what nobody chose cannot be read or sent.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actions::Failure;
use actions::view::{ChosenFileView, DropView};
use keys::wire::{Complaint, FieldCode};
use tauri::ipc::Channel;
use tauri::{AppHandle, DragDropEvent, Manager as _, Runtime};

use super::{DropsChannel, Here};

/// Files that are remembered; the oldest are forgotten beyond it.
const CHOSEN_MAX: usize = 100;

/// What was chosen, and who hears of what is dropped.
#[derive(Default)]
pub(crate) struct Files {
    chosen: Mutex<Chosen>,
    drops: Mutex<Option<Channel<DropView>>>,
}

/// Files by the word that the page has for each.
#[derive(Default)]
struct Chosen {
    count: u64,
    files: VecDeque<(String, PathBuf)>,
}

impl Chosen {
    fn add(&mut self, path: PathBuf) -> ChosenFileView {
        self.count += 1;
        let file = format!("file-{}", self.count);
        let facts = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.files.push_back((file.clone(), path));
        if self.files.len() > CHOSEN_MAX {
            self.files.pop_front();
        }
        ChosenFileView { file, file_name: name, size: facts.map(|facts| facts.len()) }
    }

    fn find(&self, file: &str) -> Option<PathBuf> {
        self.files.iter().find(|(word, _)| word == file).map(|(_, path)| path.clone())
    }
}

fn lock<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// Remembers files, with a word for each.
    pub(super) fn add(&self, paths: Vec<PathBuf>) -> Vec<ChosenFileView> {
        let mut chosen = lock(&self.chosen);
        paths.into_iter().map(|path| chosen.add(path)).collect()
    }

    /// The file that a word stands for.
    pub(super) fn find(&self, file: &str) -> Result<PathBuf, Failure> {
        let path = lock(&self.chosen).find(file);
        path.ok_or_else(|| {
            Failure::invalid("/file", Complaint::of(FieldCode::Missing, "This file was forgotten. Choose it again."))
        })
    }
}

pub(super) async fn follow_drops<R: Runtime>(here: Here<'_, R>, on_drop: DropsChannel) -> Result<(), Failure> {
    let channel = on_drop.channel_on(here.webview.clone());
    *lock(&here.handle().state::<Files>().drops) = Some(channel);
    Ok(())
}

/// Somebody holds files over the window, or lets them go. A page that is not there, or wants none, hears nothing.
pub(crate) fn dragged<R: Runtime>(app: &AppHandle<R>, event: &DragDropEvent) {
    let files = app.state::<Files>();
    let Some(page) = lock(&files.drops).clone() else { return };
    let told = match event {
        DragDropEvent::Enter { .. } => DropView::Over,
        DragDropEvent::Leave => DropView::Left,
        DragDropEvent::Drop { paths, .. } => {
            let (app, paths) = (app.clone(), paths.clone());
            // Not where events are heard: a file on a network may let itself be waited for.
            tauri::async_runtime::spawn_blocking(move || {
                drop(page.send(DropView::Dropped { files: app.state::<Files>().add(paths) }));
            });
            return;
        }
        _ => return,
    };
    drop(page.send(told));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_word_for_each_file_and_no_word_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.pdf");
        std::fs::write(&path, "12345").unwrap();
        let files = Files::default();
        let [file, gone]: [ChosenFileView; 2] =
            files.add(vec![path.clone(), folder.path().join("gone.pdf")]).try_into().unwrap();
        assert_eq!((file.file_name.as_str(), file.size), ("register.pdf", Some(5)));
        assert_eq!((gone.file_name.as_str(), gone.size), ("gone.pdf", None));
        let find = |word: &str| lock(&files.chosen).find(word);
        assert_eq!(find(&file.file), Some(path.clone()));
        assert_eq!(find(path.to_str().unwrap()), None, "a path is no word");
        assert_ne!(file.file, gone.file);
        files.add(vec![path; CHOSEN_MAX]);
        assert_eq!(find(&file.file), None, "what is remembered is bounded");
    }
}
