import Foundation
import Testing

/// A document says of each thing what people know it by: the characters that lists show and that are typed.
struct ShortIDTests {
    @Test("what a list shows of an id stands in its document, and is typed where the id is asked for")
    func shown() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin")
        for words in ["谈到失眠", "睡得好些"] {
            let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: words)
            #expect(written.status == 0, "\(written.errors)")
            #expect(try written.json()["shortID"] as? String != nil, "\(written.output)")
        }
        let personal = try place.run(
            ["note", "write", caseID, "--private", "--from", "-"], as: "lin", input: "我自己的想法")
        #expect(personal.status == 0, "\(personal.errors)")
        _ = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(3)) 10:00"], as: "mo")
        for (words, name, show) in [
            (["note", "list"], "notes", ["note", "show"]), (["note", "list"], "privateNotes", ["note", "show"]),
            (["case", "list"], "cases", ["case", "show"]),
            (["appointment", "list"], "appointments", ["appointment", "show"]),
            (["consent", "list", client], "consents", []),
        ] {
            let text = try place.run(words, as: "lin").output
            let listed = try place.run(words + ["--json"], as: "lin")
            try #require(listed.status == 0, "\(words) \(listed.errors)")
            let document = try listed.json()
            let found = try #require(document[name] as? [[String: Any]], "\(document)")
            #expect(!found.isEmpty, "\(words)")
            for one in found {
                let short = try #require(one["shortID"] as? String, "\(one)")
                #expect(text.contains(short), "\(short) \(text)")
                guard !show.isEmpty else { continue }
                let shown = try place.run(show + [short, "--json"], as: "lin")
                #expect(shown.status == 0, "\(shown.errors)")
                #expect(try shown.json()["id"] as? String == one["id"] as? String)
                #expect(try shown.json()["shortID"] as? String == short)
            }
        }
        // What has a code of its own is known by that.
        let clients = try place.run(["client", "list", "--json"], as: "mo").json()["clients"] as? [[String: Any]]
        let one = try #require(clients?.first)
        #expect(one["code"] is String && one["shortID"] == nil, "\(one)")
    }
}
