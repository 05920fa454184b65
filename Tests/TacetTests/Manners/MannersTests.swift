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
        let (_, ofBo) = try place.openCase(client: #"{"name": "周四"}"#, counselor: "bo")
        let joined = try place.run(
            ["join", "xin", "--from", "-", "--work-factor", "17"], as: "xin", input: #"{"name": "新"}"#)
        #expect(joined.status == 0, "\(joined.errors)")
        for (language, notes, role) in [
            ("en", "A case and its notes are the counselor's", "At least one role has to be"),
            ("zh-Hans", "个案及其记录由负责的咨询师保管", "至少须指定或保留一个角色"),
        ] {
            let refused = try place.run(["note", "list", ofBo], as: "mo", language: language)
            #expect(refused.status == 77 && refused.errors.contains(notes), "\(refused.errors)")
            // Who may not admit anybody is not asked for their role.
            for words in [["admit", "Keys/xin.public"], ["role", "add", "bo"]] {
                let admitted = try place.run(["staff"] + words, as: "mo", language: language)
                #expect(admitted.status == 77 && !admitted.errors.contains("--role"), "\(admitted.errors)")
            }
            let last = try place.run(
                ["staff", "role", "remove", "mo", "--role", "front-desk"], as: "fang", language: language)
            #expect(last.status == 65 && last.errors.contains("tacet staff role add mo --role "), "\(last.errors)")
            #expect(last.errors.contains(role) && last.errors.contains("tacet staff depart mo"), "\(last.errors)")
        }
        #expect(try place.run(["note", "list", ofBo], as: "lin").errors.contains("with another counselor"))
        let whose = try place.run(["free", "--json"], as: "mo")
        #expect(whose.status == 64, "\(whose.errors)")
        #expect(try (whose.error()["hint"] as? String)?.contains("tacet free ") == true, "\(whose.errors)")
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
