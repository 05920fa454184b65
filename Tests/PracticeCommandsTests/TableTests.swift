import Testing

@testable import PracticeCommands

struct TableTests {
    private func table(_ rows: [[String]]) -> Table {
        Table(
            columns: [
                Table.Column(heading: "编号", isElastic: false), Table.Column(heading: "Name"),
                Table.Column(heading: "No.", alignment: .trailing),
            ], rows: rows)
    }

    private let rows = [
        ["7KQ2", "王小明", "1"], ["9ZX4", "Ana María 👩‍👩‍👧‍👦", "12"],
        ["0AB1", "a name that is quite a bit longer", "123"],
    ]

    @Test("columns stand below each other, whatever the script")
    func aligned() {
        #expect(
            table([["7KQ2", "王小明", "1"], ["9", "e\u{301}", "12"]]).lines(width: nil) == [
                "编号  Name    No.", "7KQ2  王小明    1", "9     e\u{301}        12",
            ])
    }

    @Test("every line fits the terminal, and a cell that must stay whole does")
    func fitted() {
        for width in 20...80 {
            let lines = table(rows).lines(width: width)
            for line in lines { #expect(DisplayWidth.columns(of: line) <= width, "\(width): \(line)") }
            for row in rows { #expect(lines.contains { $0.contains(row[0]) }) }
        }
    }

    @Test("what does not fit goes on below itself, and no character is lost")
    func folded() {
        let long = [["7KQ2", "Maximiliana Konstantinopolitanska 王小明 /media/disk/practice-2026-11-29.age", "123"]]
        for width in 24...80 {
            let lines = table(long).lines(width: width)
            #expect(!lines.joined().contains("…"), "\(width)")
            let shown = lines.joined().filter { !$0.isWhitespace }
            for character in long.joined().joined() where !character.isWhitespace {
                #expect(shown.contains(character), "\(width): \(character)")
            }
        }
        #expect(
            table([["7KQ2", "one two three", "1"]]).lines(width: 20) == [
                "编号  Name       No.", "7KQ2  one two      1", "      three",
            ])
    }

    @Test("where nothing can be cut any more, each row is a block of names and values")
    func blocks() {
        let lines = table(rows).lines(width: 12)
        #expect(lines.filter { $0 == "编号" || $0.hasPrefix("编号 ") }.count == 3)
        #expect(lines.filter(\.isEmpty).count == 2)
        #expect(lines.joined().filter { $0 != " " }.contains("王小明"))
    }

    @Test("no day, time or word is broken: others give way, then a day is parted from its time, then rows are blocks")
    func tokens() {
        let headings = ["ID", "Received", "Against", "Stage", "Next", "Due"]
        let cells = [
            "7KQ2MVT0", "Sun 2026-11-29 10:00", "eva", "under investigation", "tell the respondent what is alleged",
            "Thu 2026-12-03 (overdue)",
        ]
        let table = Table(columns: headings.map { Table.Column(heading: $0) }, rows: [cells, cells])
        func shown(_ width: Int) -> String { table.lines(width: width).joined(separator: "\n") }
        for width in stride(from: 24, through: 140, by: 4) {
            let lines = table.lines(width: width)
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= width }, "\(width)")
            for word in cells.flatMap({ $0.split(separator: " ") }) {
                #expect(lines.contains { $0.contains(word) }, "\(width): \(word)")
            }
        }
        #expect(shown(105).contains("Sun 2026-11-29 10:00") && shown(105).contains("Thu 2026-12-03"))
        #expect(table.lines(width: 78)[0].contains("ID") && table.lines(width: 78)[0].contains("Due"))
        #expect(!shown(78).contains("2026-11-29 10:00"))
        #expect(shown(60).contains("Received  Sun 2026-11-29 10:00\n"))
        // What is longer than a line of a block breaks, and takes no day along.
        let path = String(repeating: "x", count: 90)
        let long = Table(
            columns: ["File", "Saved"].map { Table.Column(heading: $0) }, rows: [[path, "Sun 2026-11-29 10:00"]])
        for width in stride(from: 40, through: 80, by: 5) {
            let lines = long.lines(width: width)
            #expect(lines.allSatisfy { $0.count <= width } && lines.contains { $0.hasSuffix("Sun 2026-11-29 10:00") })
        }
    }

    @Test("a script gets every cell whole")
    func whole() {
        let long = String(repeating: "长", count: 400)
        let lines = table([["1", long, "2"]]).lines(width: nil)
        #expect(lines.count == 2)
        #expect(lines[1].contains(long))
    }

    @Test("a row with too few cells is filled up, one with too many is cut")
    func ragged() {
        #expect(table([["1"], ["2", "b", "c", "d"]]).lines(width: nil) == ["编号  Name  No.", "1", "2     b       c"])
    }

    @Test("a cell stays on its line and steers nothing")
    func cells() {
        let lines = table([["1", "a\nb\u{1B}[31mc\u{202E}d\te\r\nf", "2"]]).lines(width: nil)
        #expect(lines.count == 2)
        #expect(lines[1] == "1     a b‹U+001B›[31mc‹U+202E›d e f    2")
    }

    @Test("a table without rows is its headings; one without columns is empty lines only")
    func empty() {
        #expect(table([]).lines(width: 80) == ["编号  Name  No."])
        #expect(Table(columns: [], rows: [["1"]]).lines(width: 80).allSatisfy { $0.isEmpty })
    }

    @Test("names and values line up, and long values go on below themselves")
    func keyValues() {
        let layout = KeyValueLayout(pairs: [("姓名", "王小明"), ("Address", "one two three four five"), ("备注", "一\n二")])
        #expect(
            layout.lines(width: nil) == [
                "姓名     王小明", "Address  one two three four five", "备注     一", "         二",
            ])
        for line in layout.lines(width: 30) { #expect(DisplayWidth.columns(of: line) <= 30) }
        #expect(layout.lines(width: 12).prefix(2) == ["姓名", "  王小明"])
        #expect(
            KeyValueLayout(pairs: [("a", "\u{1B}]0;title\u{07}x")]).lines(width: nil) == [
                "a  ‹U+001B›]0;title‹U+0007›x"
            ])
    }
}
