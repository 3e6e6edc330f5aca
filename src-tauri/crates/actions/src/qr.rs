//! The picture of a text that a phone reads from a screen (QR code, ISO 18004).

use keys::Secret;
use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// Modules of light around it, as the standard asks.
const QUIET: usize = 4;

/// A picture. It holds what it shows: whoever sees it has read it.
pub struct Picture {
    side: usize,
    dark: Zeroizing<Vec<bool>>,
}

impl Picture {
    /// The picture of a text; none for one that is too long for any.
    pub fn of(text: &Secret) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text.expose(), EcLevel::M).ok()?;
        let side = code.width();
        let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
        Some(Self { side, dark: Zeroizing::new(dark) })
    }

    /// Modules along an edge, the light around it included.
    pub fn side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Whether the module is dark, counted from the corner of the light around it.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let (Some(x), Some(y)) = (x.checked_sub(QUIET), y.checked_sub(QUIET)) else { return false };
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// The dark modules as the path of an SVG whose view box is [`Picture::side`] wide and high.
    pub fn svg_path(&self) -> Secret {
        let mut path = Zeroizing::new(String::with_capacity(16 * self.dark.len()));
        for (x, y) in (0..self.side()).flat_map(|y| (0..self.side()).map(move |x| (x, y))) {
            if self.is_dark(x, y) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        Secret::new(std::mem::take(&mut *path))
    }

    /// The same for a terminal, two modules a character, dark on light whatever colours the terminal has.
    pub fn half_blocks(&self) -> Secret {
        let mut text = Zeroizing::new(String::with_capacity(8 * self.side() * self.side()));
        for y in (0..self.side()).step_by(2) {
            text.push_str("\u{1b}[30;107m");
            for x in 0..self.side() {
                text.push(match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push_str("\u{1b}[0m\n");
        }
        Secret::new(std::mem::take(&mut *text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str) -> Picture {
        Picture::of(&Secret::new(text.to_owned())).unwrap()
    }

    /// The three corners that a phone looks for.
    #[test]
    fn both_drawings_show_the_same_modules_with_light_around_them() {
        let picture = picture("otpauth://totp/x?secret=MZXW6YTBOI");
        let (path, blocks) = (picture.svg_path(), picture.half_blocks());
        let last = picture.side() - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(path.expose().contains(&format!("M{x} {y}h1v1h-1z")), "{x} {y}");
        }
        let rows: Vec<Vec<char>> = blocks
            .expose()
            .lines()
            .map(|line| line.trim_start_matches("\u{1b}[30;107m").trim_end_matches("\u{1b}[0m").chars().collect())
            .collect();
        assert_eq!(rows.len(), picture.side().div_ceil(2));
        for (x, y) in (0..picture.side()).flat_map(|y| (0..picture.side()).map(move |x| (x, y))) {
            let drawn = match rows[y / 2][x] {
                '█' => true,
                '▀' => y % 2 == 0,
                '▄' => y % 2 == 1,
                _ => false,
            };
            assert_eq!(drawn, path.expose().contains(&format!("M{x} {y}h")), "{x} {y}");
            let outside = [x, y].iter().any(|at| *at < QUIET || *at > last);
            assert!(!(outside && drawn), "the light around it is light");
        }
    }

    /// The one module that every code has dark beside its corner below, and that a mirrored one has elsewhere.
    #[test]
    fn the_picture_is_not_mirrored() {
        let picture = picture("otpauth://totp/x?secret=MZXW6YTBOI");
        assert!(picture.is_dark(QUIET + 8, QUIET + picture.side - 8));
    }

    #[test]
    fn what_no_picture_holds_has_none() {
        assert!(Picture::of(&Secret::new("x".repeat(5_000))).is_none());
    }
}
