import Glibc

extension Terminal {
    /// More than any line a person types.
    static let longestLine = 64 * 1024
    /// What a terminal hands over of one line at most. What is typed or pasted beyond it the kernel drops without a word
    /// (Linux, drivers/tty/n_tty.c: 4096 bytes with the line's end), so that a line so long may have lost its end.
    static let longestTypedLine = 4094
    /// More than any note: about 350,000 Chinese characters.
    static let longestText = 1024 * 1024

    /// Reads a line without its end.
    ///
    /// Byte by byte, so that what follows stays unread for an editor or a later question.
    /// - Returns: nil at the end of input.
    /// - Throws: `notUTF8`, `tooLong`, `cannotRead`.
    func readLine(interruption: Int32? = nil) throws(TerminalError) -> String? {
        guard let line = try readLineBytes(limit: Self.longestLine, interruption) else { return nil }
        guard !inputIsTerminal || line.count <= Self.longestTypedLine else {
            throw .tooLong(limit: Self.longestTypedLine)
        }
        return try Self.text(line)
    }

    /// Reads lines up to one that holds only a dot, or to the end of input.
    ///
    /// A line of the text that is a dot itself is typed as two dots, as in SMTP (RFC 5321, 4.5.2).
    /// - Returns: the lines joined by line feeds, without one at the end.
    /// - Throws: `notUTF8`, `tooLong`, `cannotRead`.
    /// - Parameter cut: told of a line that the terminal may have cut. It is left out, and so is what waits behind it, or the
    ///   rest of a paste would follow a gap.
    /// - Parameter soFar: told of all lines after each one.
    /// - Parameter interruption: see `Interruption`; `interrupted` is thrown where it becomes readable.
    func readText(
        cut: () -> Void = {}, soFar: (String) -> Void = { _ in }, interruption: Int32? = nil
    ) throws(TerminalError) -> String {
        var lines: [String] = []
        var bytes = 0
        var isUntold = false
        // Also where Ctrl-C came behind lines that were pasted, of which nothing was told yet.
        defer { if isUntold { soFar(lines.joined(separator: "\n")) } }
        while let line = try readLineBytes(limit: Self.longestLine, interruption) {
            if inputIsTerminal, line.count > Self.longestTypedLine {
                tcflush(input, TCIFLUSH)
                cut()
                continue
            }
            let line = try Self.text(line)
            // A Chinese input method types the one as easily as the other.
            if line == "." || line == "。" { break }
            bytes += line.utf8.count + 1
            guard bytes <= Self.longestText else { throw .tooLong(limit: Self.longestText) }
            lines.append(line == ".." ? "." : line)
            isUntold = isMoreWaiting()
            if !isUntold { soFar(lines.joined(separator: "\n")) }
        }
        return lines.joined(separator: "\n")
    }

    /// Reads everything up to the end of input, for `--from -`.
    /// - Parameter limit: in bytes.
    /// - Throws: `notUTF8`, `tooLong`, `cannotRead`.
    func readToEnd(limit: Int = Terminal.longestText) throws(TerminalError) -> String {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = try read(into: &chunk)
            if count == 0 { return try Self.text(all) }
            guard all.count + count <= limit else { throw .tooLong(limit: limit) }
            all.append(contentsOf: chunk[..<count])
        }
    }

    /// Whether more waits already, as behind a pasted line: what is told after each of a thousand lines would be told of all.
    private func isMoreWaiting() -> Bool {
        var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) > 0
    }

    private func readLineBytes(limit: Int, _ interruption: Int32? = nil) throws(TerminalError) -> [UInt8]? {
        var line: [UInt8] = []
        var byte: [UInt8] = [0]
        while true {
            if let interruption { try waitForInput(or: interruption) }
            if try read(into: &byte) == 0 { return line.isEmpty ? nil : line }
            if byte[0] == UInt8(ascii: "\n") {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return line
            }
            guard line.count < limit else { throw .tooLong(limit: limit) }
            line.append(byte[0])
        }
    }

    /// Waits until there is something to read, or a signal came. A terminal that was closed reads as the end of the text, which
    /// nobody meant: it counts as its signal, which may come later.
    private func waitForInput(or interruption: Int32) throws(TerminalError) {
        var waits = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: interruption, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waits, 2, -1) < 0 {
            guard errno == EINTR else { return }
        }
        guard waits[1].revents == 0 else {
            throw .interrupted(by: Interruption.take(from: interruption))
        }
        if inputIsTerminal, waits[0].revents & Int16(POLLHUP) != 0 { throw .interrupted(by: SIGHUP) }
    }

    private func read(into buffer: inout [UInt8]) throws(TerminalError) -> Int {
        while true {
            let count = Glibc.read(input, &buffer, buffer.count)
            if count >= 0 { return count }
            let fault = errno
            if fault == EAGAIN {
                var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if fault != EINTR {
                throw .cannotRead(errno: fault)
            }
        }
    }

    /// Refuses what is not UTF-8 rather than repairing it: a repaired note would say something nobody wrote.
    private static func text(_ bytes: [UInt8]) throws(TerminalError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
