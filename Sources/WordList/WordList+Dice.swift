extension WordList {
    /// The five dice digits of an index, "11111" for 0 to "66666" for 7775, as printed beside the words in the EFF list.
    /// - Parameter index: 0 ..< 7776.
    /// - Returns: nil outside that range.
    public func dice(ofIndex index: Int) -> String? {
        guard (0..<count).contains(index) else { return nil }
        var digits: [Character] = []
        var rest = index
        for _ in 0..<5 {
            digits.append(Character(String(rest % 6 + 1)))
            rest /= 6
        }
        return String(digits.reversed())
    }

    /// The index that five dice digits name.
    /// - Parameter digits: five digits from 1 to 6.
    /// - Returns: nil for anything else.
    public func index(ofDice digits: some StringProtocol) -> Int? {
        guard digits.utf8.count == 5 else { return nil }
        var index = 0
        for digit in digits.utf8 {
            guard (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(digit) else { return nil }
            index = index * 6 + Int(digit - UInt8(ascii: "1"))
        }
        return index < count ? index : nil
    }

    /// The index that a person meant, given as a word or as dice digits.
    public func index(ofWordOrDice typed: some StringProtocol) -> Int? {
        index(ofDice: typed) ?? index(of: typed)
    }
}
