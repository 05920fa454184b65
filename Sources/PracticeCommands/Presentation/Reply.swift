/// What a command gives back: the same facts as text for a person and as one JSON document for a script.
struct Reply: Sendable {
    /// A part of the text.
    enum Block: Sendable {
        case paragraph(String)
        case table(Table)
        case keyValue(KeyValueLayout)
    }

    /// How results are written.
    enum Format: Sendable { case text, json }

    /// From top to bottom, a blank line between them.
    var blocks: [Block]
    /// Keys in camelCase, times by `TimeText.rfc3339`, full ids; what was made has `"id"`.
    var json: JSONValue
    /// What happened and the likely next step; for a person only, on standard error.
    var notices: [String] = []

    /// Writes the reply.
    /// - Throws: `TerminalError.cannotWrite`.
    func deliver(to terminal: Terminal, as format: Format) throws(TerminalError) {
        guard format == .text else { return try terminal.write(json.rendered()) }
        let width = terminal.layoutWidth
        for (position, block) in blocks.enumerated() {
            if position > 0 { try terminal.writeLine() }
            try Self.write(block, to: terminal, width: width)
        }
        for notice in notices {
            let lines = TextFitting.wrapped(notice, to: terminal.errorIsTerminal ? terminal.width : nil)
            for line in lines { try terminal.writeLine(line, to: .error) }
        }
    }

    private static func write(_ block: Block, to terminal: Terminal, width: Int?) throws(TerminalError) {
        switch block {
        case .paragraph(let text):
            for line in TextFitting.wrapped(text, to: width) { try terminal.writeLine(line) }
        case .table(let table):
            for (position, line) in table.lines(width: width).enumerated() {
                try terminal.writeLine(line, tone: position == 0 ? .strong : .plain)
            }
        case .keyValue(let layout):
            for line in layout.lines(width: width) { try terminal.writeLine(line) }
        }
    }
}
