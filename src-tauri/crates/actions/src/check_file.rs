//! Look at a file before a secret is written there: whether it exists, and whether git would commit it.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    App, Failure, program,
    view::{FileView, GitFinding},
    write::{expand, home},
};

/// How long git is waited for; it looks at one file.
const GIT_TIME: Duration = Duration::from_secs(3);
/// What would make git look at another repository than the file's.
const ELSEWHERE: [&str; 5] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES"];

impl App {
    /// What is known of a file that somebody types the path of. Nothing is written.
    ///
    /// # Errors
    /// Never: of what is no path nothing is known, which is said beside the field once it is used.
    pub async fn check_file(&self, path: &str) -> Result<FileView, Failure> {
        let Ok(path) = expand(path, home()) else {
            return Ok(FileView { path: String::new(), exists: false, git: None });
        };
        let exists = path.symlink_metadata().is_ok();
        let git = would_commit(&path).await;
        Ok(FileView { path: path.display().to_string(), exists, git })
    }
}

/// Why git would commit what is in a file. Where there is no git, no repository, or no answer in time, nothing is said.
pub(crate) async fn would_commit(path: &Path) -> Option<GitFinding> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || ask_git(&path)).await.ok().flatten()
}

fn ask_git(path: &Path) -> Option<GitFinding> {
    // What is committed is the file that a link leads to.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A name may look like one of git's own ways to write a path; behind the dot it is a name.
    let (folder, name) = (path.parent()?, Path::new(".").join(path.file_name()?));
    let git = program::find("git", std::env::var_os("PATH").as_deref())?;
    let ends_with = |words: &[&str]| {
        let mut command = Command::new(&git);
        command.arg("-C").arg(folder);
        // A repository may name programs for git to run; none of them has a say here.
        command.args(["-c", "core.fsmonitor=false"]).args(words).arg("--").arg(&name);
        command.env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        program::wait_at_most(&mut command.spawn().ok()?, GIT_TIME).ok()??.code()
    };
    if ends_with(&["--literal-pathspecs", "ls-files", "--error-unmatch"])? == 0 {
        return Some(GitFinding::Tracked);
    }
    // 1: no rule ignores it. Anything else: one does, or it is no work tree.
    (ends_with(&["check-ignore", "--quiet"])? == 1).then_some(GitFinding::NotIgnored)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::scripted::Scripted;

    fn git(folder: &Path, words: &[&str]) {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        assert!(command.args(words).output().unwrap().status.success(), "{words:?}");
    }

    #[tokio::test]
    async fn what_git_would_commit_is_told_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (tree, place) = (folder.path().join("tree"), Scripted::open().await);
        fs::create_dir_all(tree.join("deep")).unwrap();
        let of = async |name: &str| {
            let told = place.app.check_file(&format!("{}/{name}", tree.display())).await.unwrap();
            (told.exists, told.git)
        };
        assert_eq!(of(".env").await, (false, None), "no repository");
        git(&tree, &["init", "--quiet"]);
        assert_eq!(of(".env").await, (false, Some(GitFinding::NotIgnored)));
        assert_eq!(of("deep/:(top).env").await, (false, Some(GitFinding::NotIgnored)), "a name is a name");
        fs::write(tree.join(".env"), "").unwrap();
        git(&tree, &["add", ".env"]);
        fs::write(tree.join(".gitignore"), ".env\n*.key\n").unwrap();
        assert_eq!(of(".env").await, (true, Some(GitFinding::Tracked)), "a rule comes too late for it");
        assert_eq!(of("deep/.env").await, (false, None), "ignored");
        std::os::unix::fs::symlink(tree.join("deep/plain.txt"), tree.join("link.key")).unwrap();
        fs::write(tree.join("deep/plain.txt"), "").unwrap();
        assert_eq!(of("link.key").await, (true, Some(GitFinding::NotIgnored)), "the file that it leads to counts");
        assert_eq!(of(".git/config").await, (true, None), "git's own files are in no commit");
        assert_eq!(of("no/such/folder").await, (false, None));
        let nothing = FileView { path: String::new(), exists: false, git: None };
        assert_eq!(place.app.check_file("relative").await.unwrap(), nothing);
    }
}
