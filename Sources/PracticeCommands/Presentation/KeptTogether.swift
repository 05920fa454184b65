/// What of a sentence stays on one line wherever it fits into one: a moment, a number in groups, a command that is to be typed. Broken
/// in two it is misread, or copied by half.
enum KeptTogether {
    /// - Parameters:
    ///   - pieces: the smallest parts between which a line may break, in order
    ///   - columns: nothing wider than this is kept together
    /// - Returns: fewer and longer parts of the same text
    static func joined(_ pieces: [String], to columns: Int) -> [String] {
        commands(in: numbers(in: pieces, columns), columns)
    }

    private static func fits(_ text: String, _ columns: Int) -> Bool {
        DisplayWidth.columns(of: text.trimmingTrailingSpaces()) <= columns
    }

    // MARK: moments and numbers

    private static let weekdays: Set<Substring> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let hanWeekdays: Set<Character> = ["一", "二", "三", "四", "五", "六", "日"]

    /// `Tue 2026-12-01 10:00`, `2026-12-01 周二 10:00`, `138 0000 1234`.
    private static func numbers(in pieces: [String], _ columns: Int) -> [String] {
        var result: [String] = []
        for piece in weekdaysWhole(in: pieces, columns) {
            if let last = result.last, goesOn(last, with: piece), fits(last + piece, columns) {
                result[result.count - 1] = last + piece
            } else {
                result.append(piece)
            }
        }
        return result
    }

    /// A weekday of two characters first, for itself: where the moment is too wide, it breaks before or behind that.
    private static func weekdaysWhole(in pieces: [String], _ columns: Int) -> [String] {
        var result: [String] = []
        for piece in pieces {
            if let last = result.last, last.hasSuffix("周"), let next = piece.first, hanWeekdays.contains(next),
                fits(last + piece, columns)
            {
                result[result.count - 1] = last + piece
            } else {
                result.append(piece)
            }
        }
        return result
    }

    private static func goesOn(_ former: String, with latter: String) -> Bool {
        guard let next = latter.first else { return false }
        guard former.last == " " else { return false }
        let said = former.dropLast()
        guard let end = said.last else { return false }
        if isDigit(next) {
            return isDigit(end) || weekdays.contains(said.suffix(3))
                || hanWeekdays.contains(end) && said.dropLast().last == "周"
        }
        return next == "周" && isDigit(end)
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    // MARK: commands

    private static let program = "tacet "
    private static let quotes: [Character: Character] = ["'": "'", "`": "`", "‘": "’", "“": "”", "「": "」"]
    private static let ends: Set<Character> = [",", ".", ";", ":", ")", "，", "。", "；", "：", "、", "）"]
    /// Where nothing tells the end of a command from the words behind it, no more small words than these are taken for its own:
    /// `tacet staff role add lin`.
    private static let mostWords = 4

    private static func commands(in pieces: [String], _ columns: Int) -> [String] {
        guard pieces.contains(where: { $0.hasSuffix(program) }) else { return pieces }
        var result: [String] = []
        var place = 0
        while place < pieces.count {
            let end = end(ofCommandAt: place, in: pieces)
            let command = pieces[place..<end].joined()
            if end > place + 1, fits(command, columns) {
                result.append(command)
                place = end
            } else {
                result.append(pieces[place])
                place += 1
            }
        }
        return result
    }

    /// - Returns: the place behind the command's last piece, or behind this one where no command begins here
    private static func end(ofCommandAt place: Int, in pieces: [String]) -> Int {
        let next = place + 1
        guard pieces[place].hasSuffix(program) else { return next }
        let before = pieces[place].dropLast(program.count).last
        if let before, let closing = quotes[before] {
            return pieces[next...].firstIndex { $0.contains(closing) }.map { $0 + 1 } ?? next
        }
        if let before, before.isLetter || before.isNumber || before == "/" { return next }
        var end = next
        var words = 0
        while end < pieces.count {
            let piece = pieces[end].trimmingTrailingSpaces()
            guard let first = piece.first, DisplayWidth.columns(of: first) == 1 else { break }
            // What follows an option is its value.
            if first.isLowercase, !pieces[end - 1].hasPrefix("-") {
                words += 1
                if words > mostWords { break }
            }
            end += 1
            if let last = piece.last, ends.contains(last) { break }
        }
        return end
    }
}
