/// Decimal digits of fixed width, as dates and times are written.
enum Decimal {
    /// The number that ASCII digits and nothing else spell; nil for anything else. At most 9 digits.
    static func value(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var result = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            result = result * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return result
    }

    /// The number with leading zeros.
    static func text(_ value: Int, digits: Int = 2) -> String {
        let plain = String(value)
        return String(repeating: "0", count: max(0, digits - plain.count)) + plain
    }
}
