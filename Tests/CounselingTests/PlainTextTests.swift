import Foundation
import Testing

@testable import Counseling

@Suite("One spelling")
struct PlainTextTests {
    @Test("composing agrees with Foundation for every character alone and behind and before marks that compose")
    func agreesWithFoundation() {
        var differences: [String] = []
        for value in UInt32(1)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "a\(scalar)", "\(scalar)\u{301}", "\u{304B}\(scalar)"] {
                let expected = text.precomposedStringWithCanonicalMapping
                if !PlainText.composed(text).utf8.elementsEqual(expected.utf8) {
                    differences.append(String(value, radix: 16))
                }
            }
        }
        #expect(differences.isEmpty)
    }

    @Test("every character of the pinyin table has a reading of letters that searches can type, or none")
    func tableHolds() throws {
        var count = 0
        for value in PinyinTable.firstBlock.lowerBound...PinyinTable.secondBlock.upperBound {
            guard let scalar = Unicode.Scalar(value), let reading = PinyinReadings.usual(scalar) else { continue }
            count += 1
            #expect((1...6).contains(reading.count))
            #expect(reading.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        }
        #expect(count > 26_000)
        let last = try #require(Unicode.Scalar(0x9FA5 as UInt32))
        #expect(PinyinReadings.usual(last).map { String(decoding: $0, as: UTF8.self) } == "yu")
        #expect(PinyinReadings.usual("a") == nil)
        #expect(PinyinReadings.usual("\u{4DC0}") == nil)
    }

    @Test(
        "the table still says what the Han-Latin transform says", arguments: Array("林梅王曾单吕女吴赵欧阳䶮犇龥一").map(String.init))
    func tableAgrees(character: String) throws {
        let latin = try #require(character.applyingTransform(.mandarinToLatin, reverse: false))
        let letters = try #require(FoldedText.pinyin(FoldedText.fold(latin)))
        #expect(PinyinReadings.usual(try #require(character.unicodeScalars.first)) == letters)
    }
}
