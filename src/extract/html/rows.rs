//! Joins the cells of a table of data: a row is one statement, and a cell by itself ("3", "Monday") tells nothing.

use std::collections::HashMap;

use super::page::{BREAK, Page, Raw};
use crate::extract::shape;

/// Letters of a cell, and of a row; longer ones hold text, which need not be data.
const CELL: usize = 90;
const ROW: usize = 300;
/// Rows of such cells from which a table is one of data: smaller ones set the page.
const ROWS: usize = 3;

/// Where the cell of a block stands.
#[derive(Clone, Copy, PartialEq)]
struct Cell {
    row: usize,
    cell: usize,
}

/// Makes one block of each row of the page's tables of data.
pub(super) fn join(page: &mut Page) {
    let cells: Vec<Option<Cell>> = page.blocks.iter().map(|raw| cell(page, raw.element)).collect();
    if !cells.iter().any(Option::is_some) {
        return;
    }
    let row = |cell: &Option<Cell>| cell.map(|cell| cell.row);
    // Rows of several cells: the first block of each, how many blocks it has, whether all cells are short.
    let mut rows: Vec<(usize, usize, bool)> = Vec::new();
    let mut from = 0;
    for group in cells.chunk_by(|a, b| row(a).is_some() && row(a) == row(b)) {
        if group.first() != group.last() && row(group.first().unwrap_or(&None)).is_some() {
            let blocks = page.blocks.iter().skip(from).take(group.len());
            let letters: usize = blocks.clone().map(|raw| raw.letters).sum();
            rows.push((from, group.len(), letters <= ROW && blocks.clone().all(|raw| is_short(page, raw))));
        }
        from += group.len();
    }
    let table = |from: usize| cells.get(from).copied().flatten().map_or(0, |cell| table(page, cell.row));
    let mut counts: HashMap<usize, (usize, usize)> = HashMap::new();
    for (from, _, short) in &rows {
        let (good, all) = counts.entry(table(*from)).or_default();
        (*good, *all) = (*good + usize::from(*short), *all + 1);
    }
    rows.retain(|(from, _, short)| {
        *short && counts.get(&table(*from)).is_some_and(|(good, all)| *good >= ROWS && good * 2 > *all)
    });
    if !rows.is_empty() {
        merge(page, &rows, &cells);
    }
}

/// The cell that holds a block, itself or around one element.
fn cell(page: &Page, element: usize) -> Option<Cell> {
    let (cell, found) = page.above(element).take(2).find(|(_, e)| matches!(e.name.as_ref(), "td" | "th"))?;
    let row = found.parent?;
    page.elements.get(row).filter(|row| row.row).map(|_| Cell { row, cell })
}

/// The table that a row stands in.
fn table(page: &Page, row: usize) -> usize {
    page.above(row).take(3).find(|(_, e)| e.name == "table").map_or(row, |(index, _)| index)
}

fn is_short(page: &Page, raw: &Raw) -> bool {
    let heading = page.elements.get(raw.element).is_some_and(|e| matches!(e.name.as_ref(), "h1" | "h2" | "h3" | "h4"));
    let sentence = raw.letters > CELL / 2 && shape::ends_sentence(raw.text.trim_end());
    raw.letters <= CELL && !heading && !sentence
}

/// Puts the blocks of each row into one, that of the row itself.
fn merge(page: &mut Page, rows: &[(usize, usize, bool)], cells: &[Option<Cell>]) {
    let blocks = std::mem::take(&mut page.blocks);
    let mut moved = Vec::with_capacity(blocks.len());
    let mut rows = rows.iter().peekable();
    for (index, raw) in blocks.into_iter().enumerate() {
        while rows.next_if(|(from, count, _)| from + count <= index).is_some() {}
        let inside = rows.peek().is_some_and(|(from, ..)| *from < index);
        match page.blocks.last_mut().filter(|_| inside) {
            Some(whole) => {
                whole.text.push(' ');
                whole.text.extend(raw.text.chars().map(|c| if c == BREAK { ' ' } else { c }));
                whole.letters += raw.letters;
                whole.link += raw.link;
                whole.bold += raw.bold;
            }
            None => {
                let first = rows.peek().is_some_and(|(from, ..)| *from == index);
                let row = cells.get(index).copied().flatten().filter(|_| first).map(|cell| cell.row);
                let text = if first { raw.text.replace(BREAK, " ") } else { raw.text };
                page.blocks.push(Raw { element: row.unwrap_or(raw.element), text, ..raw });
            }
        }
        moved.push(page.blocks.len() - 1);
    }
    for sign in &mut page.signs {
        sign.at = moved.get(sign.at).copied().unwrap_or(usize::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tags::read;
    use super::join;

    fn texts(html: &str) -> Vec<String> {
        let (mut page, _) = read(html);
        join(&mut page);
        page.blocks.iter().map(|raw| raw.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn rows_of_data_are_joined() {
        let row = |name: &str, points: u8| format!("<tr><td>{name}<td>{points}<br>points</tr>");
        let table = |rows: &str| texts(&format!("<p>Standings<table>{rows}</table><p>More"));
        let three = [row("Ida Holm", 3), row("Per Lund", 2), row("Ada Berg", 1)].concat();
        assert_eq!(table(&three), ["Standings", "Ida Holm 3 points", "Per Lund 2 points", "Ada Berg 1 points", "More"]);
        // Two rows may be how a page is set, and so may a cell that holds a text.
        assert_eq!(table(&row("Ida Holm", 3).repeat(2)).len(), 6);
        let text = format!("<tr><td>Menu<td>{}</tr>", "The ferry sank off the coast. ".repeat(9));
        assert_eq!(table(&[three, text].concat()).len(), 7);
    }
}
