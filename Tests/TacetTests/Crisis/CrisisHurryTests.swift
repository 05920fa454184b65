import Foundation
import Testing

/// Whatever a hurry makes of a crisis: the wrong folder, half a form, capitals, and a flag that somebody wants to wait.
struct CrisisHurryTests {
    private func flag(_ ending: Workplace.Ending, _ place: Workplace) throws -> [String: Any] {
        let id = try #require(ending.status == 0 ? try ending.json()["id"] as? String : nil, "\(ending.errors)")
        return try place.run(["crisis", "show", id, "--json"], as: "su").json()
    }

    @Test("in a folder without a practice the words come back, with whom to phone, as text and in one document")
    func wrongFolder() throws {
        let place = try Workplace()
        defer { place.remove() }
        let refused = try place.run(["crisis", "--from", "-"], input: "他在天台")
        #expect(refused.status == 69 && refused.errors.contains("NOT SAVED") && refused.errors.contains("他在天台"))
        let told = try place.run(
            ["crisis", "raise", "--client", "C-5HJS", "--level", "Imminent", "--from", "-", "--json"], input: "他在天台")
        let error = try told.error()
        #expect(told.status == 69 && error["code"] as? String == "no-practice" && error["call"] is [String: Any])
        #expect(error["words"] as? [String] == ["他在天台", "--client C-5HJS", "--level imminent"])
        #expect(error["saved"] as? Bool == false)
    }

    @Test("half a form, capitals, Chinese and a code ahead of the text count; nothing waits before it is taken up")
    func hurry() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let form =
            #"{"seen":"pills taken","level":"紧急","concernsMinor":true,"phone":"138","kind":"harm","client":"\#(client)"}"#
        let half = try place.run(["crisis", "--from", "-", "--json"], input: form)
        #expect(try half.json()["notUnderstood"] as? [String] == ["kind", "phone"], "\(half.output)")
        let shown = try flag(half, place)
        #expect(shown["level"] as? String == "imminent" && shown["concernsMinor"] as? Bool == true)
        #expect(shown["client"] is String && shown["seen"] as? String == "pills taken\nkind: harm\nphone: 138")
        let typed = ["crisis", "raise", "--level", "Imminent", "--kind", "虐待或忽视", "--from", "-", "--json"]
        let ahead = try flag(try place.run(typed, input: "\(client) wants to jump"), place)
        #expect(ahead["level"] as? String == "imminent" && ahead["kind"] as? String == "abuse")
        #expect(ahead["client"] is String && ahead["seen"] as? String == "\(client) wants to jump")
        let id = try #require(ahead["id"] as? String)
        let calm = ["crisis", "reassess", id, "--level", "关注", "--json"]
        let refused = try place.run(calm, as: "su")
        #expect(try refused.status == 75 && refused.code() == "flag-not-acknowledged", "\(refused.errors)")
        #expect(try (refused.error()["hint"] as? String)?.contains("crisis ack") == true)
        let still = try place.run(["crisis", "show", id, "--json"], as: "su").json()
        #expect(still["due"] as? String == ahead["due"] as? String && still["level"] as? String == "imminent")
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        #expect(try place.run(calm, as: "su").status == 0)
        let verified = try place.run(["audit", "verify", "--deep"], as: "su")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }
}
