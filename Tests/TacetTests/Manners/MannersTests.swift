import Foundation
import Testing

/// What a newcomer stumbled over that belongs to no chapter.
struct MannersTests {
    @Test("hints name what the person can run, refusals who may, and a page typed as an id is not repeated")
    func newcomer() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let desk = try place.run(["client", "add", "--from", "-"], as: "mo", input: #"{"name": "王小明"}"#)
        #expect(desk.errors.contains("tacet book --client C-"), "\(desk.errors)")
        #expect(!desk.errors.contains("tacet case open"))
        let director = try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "李雷"}"#)
        #expect(director.errors.contains("tacet case open C-"), "\(director.errors)")
        let (client, _) = try place.openCase(client: #"{"name": "韩梅"}"#, counselor: "lin")
        let other = try place.run(["case", "open", client, "--counselor", "bo", "--yes"], as: "lin")
        #expect(other.status == 77 && other.errors.contains("opens cases for themself only"), "\(other.errors)")
        let page = String(repeating: "K", count: 3000)
        for arguments in [
            ["client", "show", page], ["note", "show", page], ["case", "open", client, "--counselor", page],
        ] {
            let long = try place.run(arguments, as: "fang")
            #expect(long.status == 66 || long.status == 65, "\(arguments[0]) \(long.status)")
            #expect(long.errors.count < 500, "\(arguments[0])")
        }
        for (language, said) in [("en", "one of degree, certificate, registration"), ("zh-Hans", "只能是以下之一：degree")] {
            let bogus = try place.run(
                ["credential", "required", "--set", "sorcery"], as: "fang", language: language)
            #expect(bogus.status == 65 && bogus.errors.contains(said), "\(bogus.errors)")
        }
    }
}
