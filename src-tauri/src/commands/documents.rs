//! Documents for the activation: chosen in the system's dialog or dropped on the window, sent from here, saved from here. No
//! content enters the page, and no path comes from it: what nobody chose cannot be sent.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actions::Failure;
use actions::view::{ActivationView, ChosenFileView, DropView, SavedDocumentView};
use keys::wire::{Complaint, DocumentKind, FieldCode};
use tauri::ipc::Channel;
use tauri::{AppHandle, DragDropEvent, Manager as _, Runtime};

use super::{DropsChannel, Here, SentChannel};
use crate::file_dialog;
use crate::running::Running;
use crate::words::Language;

/// Files that are remembered; the oldest are forgotten beyond it.
const CHOSEN_MAX: usize = 100;

/// What was chosen, who hears of more, and what is under way.
#[derive(Default)]
pub(crate) struct Documents {
    chosen: Mutex<Chosen>,
    drops: Mutex<Option<Channel<DropView>>>,
    sending: Running,
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

impl Documents {
    fn add(&self, paths: Vec<PathBuf>) -> Vec<ChosenFileView> {
        let mut chosen = lock(&self.chosen);
        paths.into_iter().map(|path| chosen.add(path)).collect()
    }

    /// Stops what is being sent.
    pub(crate) async fn end(&self) {
        self.sending.end().await;
    }
}

pub(super) async fn choose<R: Runtime>(here: Here<'_, R>) -> Result<Vec<ChosenFileView>, Failure> {
    let language = Language::of(here.app().await?.language());
    let paths = file_dialog::attach(here.handle(), language).await;
    Ok(here.handle().state::<Documents>().add(paths))
}

pub(super) async fn follow_drops<R: Runtime>(here: Here<'_, R>, on_drop: DropsChannel) -> Result<(), Failure> {
    let channel = on_drop.channel_on(here.webview.clone());
    *lock(&here.handle().state::<Documents>().drops) = Some(channel);
    Ok(())
}

/// Somebody holds files over the window, or lets them go. A page that is not there, or wants none, hears nothing.
pub(crate) fn dragged<R: Runtime>(app: &AppHandle<R>, event: &DragDropEvent) {
    let documents = app.state::<Documents>();
    let Some(page) = lock(&documents.drops).clone() else { return };
    let told = match event {
        DragDropEvent::Enter { .. } => DropView::Over,
        DragDropEvent::Leave => DropView::Left,
        DragDropEvent::Drop { paths, .. } => {
            let (app, paths) = (app.clone(), paths.clone());
            // Not where events are heard: a file on a network may let itself be waited for.
            tauri::async_runtime::spawn_blocking(move || {
                drop(page.send(DropView::Dropped { files: app.state::<Documents>().add(paths) }));
            });
            return;
        }
        _ => return,
    };
    drop(page.send(told));
}

pub(super) async fn attach<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    file: String,
    kind: DocumentKind,
    on_sent: SentChannel,
) -> Result<Option<ActivationView>, Failure> {
    let app = here.app().await?;
    let documents = here.handle().state::<Documents>();
    let path = lock(&documents.chosen).find(&file);
    let path = path.ok_or_else(|| {
        Failure::invalid("/file", Complaint::of(FieldCode::Missing, "This file was forgotten. Choose it again."))
    })?;
    let channel: Channel<u64> = on_sent.channel_on(here.webview.clone());
    let work = async move { app.attach_document(&connection, kind, &path, move |sent| drop(channel.send(sent))).await };
    documents.sending.run(here.session.ambient(), work).await
}

pub(super) async fn stop<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Documents>().end().await;
    Ok(())
}

pub(super) async fn save<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    document: String,
) -> Result<Option<SavedDocumentView>, Failure> {
    let app = here.app().await?;
    let (document, name) = app.find_document(&connection, &document).await?;
    let language = Language::of(app.language());
    let Some(path) = file_dialog::save(here.handle(), language, &name).await else { return Ok(None) };
    // The dialog has asked whether a file may be replaced.
    app.save_document(&connection, &document, Path::new(&path), true).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_word_for_each_file_and_no_word_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.pdf");
        std::fs::write(&path, "12345").unwrap();
        let documents = Documents::default();
        let [file, gone]: [ChosenFileView; 2] =
            documents.add(vec![path.clone(), folder.path().join("gone.pdf")]).try_into().unwrap();
        assert_eq!((file.file_name.as_str(), file.size), ("register.pdf", Some(5)));
        assert_eq!((gone.file_name.as_str(), gone.size), ("gone.pdf", None));
        let find = |word: &str| lock(&documents.chosen).find(word);
        assert_eq!(find(&file.file), Some(path.clone()));
        assert_eq!(find(path.to_str().unwrap()), None, "a path is no word");
        assert_ne!(file.file, gone.file);
        documents.add(vec![path; CHOSEN_MAX]);
        assert_eq!(find(&file.file), None, "what is remembered is bounded");
    }
}
