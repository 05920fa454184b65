extension WordList {
    /// The words that somebody typed, as they come over a telephone and through an input method: in capitals, in full width,
    /// with hyphens, commas or more than one space between, a hyphened word in two or in one, or as the digits of the dice.
    /// - Returns: their indices in order; nil for each that is no word of the list
    public func indices(typed: String) -> [Int?] {
        let parts = Self.parts(of: typed)
        var found: [Int?] = []
        var place = 0
        while place < parts.count {
            let part = parts[place]
            place += 1
            if part.allSatisfy(\.isNumber), part.utf8.count > 5, part.utf8.count.isMultiple(of: 5) {
                var rest = part[...]
                while !rest.isEmpty {
                    found.append(index(ofDice: rest.prefix(5)))
                    rest = rest.dropFirst(5)
                }
            } else if let index = index(ofWordOrDice: part) ?? hyphened(part) {
                found.append(index)
            } else if place < parts.count, let index = index(of: part + "-" + parts[place]) {
                found.append(index)
                place += 1
            } else {
                found.append(nil)
            }
        }
        return found
    }

    /// What stands between letters and digits parts them, whatever it is; what nobody sees is left out.
    private static func parts(of typed: String) -> [String] {
        var text = ""
        for scalar in typed.unicodeScalars {
            // The full-width forms of ASCII (U+FF01 to U+FF5E) stand in its order.
            let plain = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
            switch plain {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: text.unicodeScalars.append(Unicode.Scalar(UInt8(plain)))
            case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: continue
            default: text.append(" ")
            }
        }
        return text.split(separator: " ").map { $0.lowercased() }
    }

    /// The index of a hyphened word that was typed without its hyphen. "yoyo" is a word itself, and meant then.
    private func hyphened(_ typed: String) -> Int? {
        for place in typed.indices.dropFirst() {
            if let index = index(of: typed[..<place] + "-" + typed[place...]) { return index }
        }
        return nil
    }
}
