import Testing

@testable import PracticeCommands

struct DidYouMeanTests {
    private let commands = ["init", "join", "welcome", "staff", "client", "case", "note", "audit", "status", "check"]

    @Test(
        "the name nearest to what was typed is found",
        arguments: [
            ("cheque", "check"), ("chekc", "check"), ("CHECK", "check"), ("clent", "client"), ("clients", "client"),
            ("notes", "note"), ("ntoe", "note"), ("aud", "audit"), ("we", "welcome"), ("staf", "staff"),
            ("stats", "status"), ("inti", "init"), ("joni", "join"),
        ])
    func near(typed: String, meant: String) {
        #expect(DidYouMean.nearest(to: typed, among: commands) == meant)
    }

    @Test("what is far from every name is not guessed at", arguments: ["", "x", "zzzzz", "appointment", "来访者", "c"])
    func far(typed: String) {
        #expect(DidYouMean.nearest(to: typed, among: commands) == nil)
    }

    @Test("a name that begins otherwise is not meant where three letters are wrong")
    func otherBeginning() {
        #expect(DidYouMean.nearest(to: "nonsense", among: ["consent", "note"]) == nil)
        #expect(DidYouMean.nearest(to: "consens", among: ["consent", "note"]) == "consent")
    }

    @Test(
        "the distance counts letters too many, too few, wrong and swapped",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ab", 1),
            ("abc", "abcd", 1), ("abc", "acb", 1), ("wirte", "write", 1), ("ca", "abc", 3), ("kitten", "sitting", 3),
        ])
    func distances(former: String, latter: String, expected: Int) {
        #expect(DidYouMean.distance(from: Array(former), to: Array(latter)) == expected)
        #expect(DidYouMean.distance(from: Array(latter), to: Array(former)) == expected)
    }

    @Test(
        "a word that is no command is found, with the whole command that was meant",
        arguments: [
            (["cheque"], "tacet", "tacet check"), (["note", "wirte"], "tacet note", "tacet note write"),
            (["note", "wirte", "--json"], "tacet note", "tacet note write"),
            (["staff", "role", "ad", "lin"], "tacet staff role", "tacet staff role add"),
            (["help", "note", "sing"], "tacet note", "tacet help note sign"), (["halp"], "tacet", "tacet help"),
            (["arrive", "4CAE"], "tacet", "tacet appointment arrive"),
            (["help", "no-show"], "tacet", "tacet help appointment no-show"),
            (["cosign"], "tacet", "tacet note cosign"),
            (["show"], "tacet", nil), (["xyzzy"], "tacet", nil), (["audit", "xyzzy", "--help"], "tacet audit", nil),
        ] as [([String], String, String?)])
    func unknown(arguments: [String], group: String, meant: String?) throws {
        let unknown = try #require(UnknownCommand(in: arguments, of: RootCommand.self))
        #expect(arguments.contains(unknown.typed))
        #expect(unknown.group == group)
        #expect(unknown.meant == meant)
    }

    @Test(
        "known commands, and words that belong to one, are left alone",
        arguments: [
            [], ["check"], ["note"], ["note", "write", "wirte"], ["help"], ["help", "help"], ["help", "note", "write"],
            ["--version"],
            ["--cheque", "cheque"], ["note", "--json", "wirte"], ["status", "cheque"],
        ])
    func known(arguments: [String]) {
        #expect(UnknownCommand(in: arguments, of: RootCommand.self) == nil)
    }
}
