/// 7776 English words, known by their index or by five throws of a die.
///
/// Passphrases, joining codes and key fingerprints are read aloud in these words. Each word carries log2(7776), about
/// 12.9 bits. A person to whom English words are only letters reads the five digits of a word instead; both forms name
/// the same index, so two people may compare a fingerprint each in their own form.
///
/// The list is the Electronic Frontier Foundation's large list (Joseph Bonneau, "EFF's New Wordlists for Random
/// Passphrases", 2016), under CC BY 3.0 US; see NOTICE.
public struct WordList: Sendable {
    /// The EFF large list. Nothing is computed before the first use.
    public static let effLarge = WordList(parting: effLargeWords)

    private let text: String
    /// Where each word begins in the UTF-8 of `text`; where it ends follows from its length.
    private let starts: [UInt16]
    private let lengths: [UInt8]

    /// How many words there are: 7776, six to the fifth.
    public var count: Int { starts.count }

    init(parting text: String) {
        var starts: [UInt16] = []
        var lengths: [UInt8] = []
        starts.reserveCapacity(7776)
        lengths.reserveCapacity(7776)
        var position: UInt16 = 0
        var length: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
                if length > 0 {
                    starts.append(position - UInt16(length))
                    lengths.append(length)
                }
                length = 0
            } else {
                length += 1
            }
            position += 1
        }
        if length > 0 {
            starts.append(position - UInt16(length))
            lengths.append(length)
        }
        self.text = text
        self.starts = starts
        self.lengths = lengths
    }

    /// The word at an index.
    /// - Parameter index: 0 ..< 7776.
    /// - Returns: nil outside that range.
    public func word(at index: Int) -> Substring? {
        guard starts.indices.contains(index) else { return nil }
        let start = text.utf8.index(text.utf8.startIndex, offsetBy: Int(starts[index]))
        return text[start..<text.utf8.index(start, offsetBy: Int(lengths[index]))]
    }

    /// The words at the indices, in the same order.
    /// - Parameter indices: each 0 ..< 7776, for instance from a cryptographic random source.
    /// - Returns: nil if one index is outside that range.
    ///
    /// The result is ordinary memory. A passphrase should be put together from `word(at:)` in locked memory instead.
    public func words(fromIndices indices: [Int]) -> [String]? {
        var words: [String] = []
        words.reserveCapacity(indices.count)
        for index in indices {
            guard let word = word(at: index) else { return nil }
            words.append(String(word))
        }
        return words
    }

    /// The index of a word, whatever the case of its letters.
    /// - Returns: nil if the word is not in the list.
    public func index(of word: some StringProtocol) -> Int? {
        let sought = word.lowercased()
        var low = 0
        var high = count
        // The list is in alphabetical order; a test holds it to that.
        while low < high {
            let middle = (low + high) / 2
            guard let candidate = self.word(at: middle) else { return nil }
            if candidate == sought { return middle }
            if candidate < sought { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
