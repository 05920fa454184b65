import Testing

@testable import Practice

struct TapeArchiveTests {
    /// A head with its sum put right.
    private func summed(_ head: [UInt8]) -> [UInt8] {
        var head = head
        for place in 148..<156 { head[place] = 0x20 }
        let sum = String(head.reduce(0) { $0 + UInt64($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.count) + sum
        head.replaceSubrange(148..<155, with: Array(digits.utf8) + [0])
        return head
    }

    @Test("a name that other programs would read with a folder in front of it is none")
    func prefix() throws {
        let head = TapeArchive.header("practice.sqlite", size: 5, modified: 0)
        #expect(TapeArchive.parse(head[...])?.path == "practice.sqlite")
        #expect(TapeArchive.parse(summed(head)[...])?.path == "practice.sqlite")
        for place in [345, 400, 499] {
            var other = head
            other[place] = UInt8(ascii: "x")
            #expect(TapeArchive.parse(summed(other)[...]) == nil, "\(place)")
        }
    }
}
