import Testing

/// A list that the screen cannot hold goes through the person's pager, and only there.
struct PagingTests {
    private func practice() throws -> Workplace {
        let place = try Workplace()
        try place.found()
        for number in 0..<5 {
            let added = try place.prepare(
                ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "来访者\#(number)"}"#)
            try #require(added.status == 0)
        }
        return place
    }

    @Test("a list longer than the screen is paged, a shorter one or one in a pipe is not")
    func paged() throws {
        let place = try practice()
        defer { place.remove() }
        let pager = ["PAGER": "sed 's/^/paged: /'"]
        let paged = try place.onTerminal("fang client list", people: ["fang"], rows: 5, environment: pager)
        #expect(paged.status == 0)
        #expect(paged.screen.contains("paged: 5  C-"), "\(paged.screen)")
        let short = try place.onTerminal("fang client list", people: ["fang"], rows: 40, environment: pager)
        #expect(short.screen.contains("来访者4") && !short.screen.contains("paged"))
        for script in ["fang client list | cat", "fang client list --json"] {
            let whole = try place.onTerminal(script, people: ["fang"], rows: 5, environment: pager)
            #expect(whole.screen.contains("来访者4") && !whole.screen.contains("paged"), "\(script)")
        }
    }

    @Test("the pager is told to keep no history and write no file; without one the list is printed")
    func secured() throws {
        let place = try practice()
        defer { place.remove() }
        let told = try place.onTerminal(
            "fang client list", people: ["fang"], rows: 5,
            environment: ["PAGER": "cat; echo history $LESSHISTFILE secure $LESSSECURE"])
        #expect(told.screen.contains("来访者4") && told.screen.contains("history - secure 1"))
        for pager in ["no-such-pager-here", "", "cat"] {
            let printed = try place.onTerminal(
                "fang client list; echo ended $?", people: ["fang"], rows: 5, environment: ["PAGER": pager])
            #expect(printed.screen.contains("来访者4") && printed.screen.contains("ended 0"), "\(pager)")
        }
    }

    @Test("less shows Chinese where the locale was never generated; what the person set for it stays")
    func characters() throws {
        let place = try practice()
        defer { place.remove() }
        let locale = ["LANG": "zz_ZZ.UTF-8", "LC_ALL": "zz_ZZ.UTF-8", "TERM": "xterm"]
        let shown = try place.onTerminal(
            "fang client list", people: ["fang"], rows: 5, environment: locale, [.expect("C-"), .type("q")])
        #expect(shown.screen.contains("来访者") && !shown.screen.contains("<E"), "\(shown.screen)")
        let settings: [(own: [String: String], seen: String)] = [([:], "utf-8"), (["LESSCHARSET": "latin1"], "latin1")]
        for (own, seen) in settings {
            let told = try place.onTerminal(
                "fang client list", people: ["fang"], rows: 5,
                environment: own.merging(["PAGER": "cat; echo charset $LESSCHARSET."]) { $1 })
            #expect(told.screen.contains("charset \(seen)."), "\(told.screen)")
        }
    }

    @Test("less is the pager where none is named; leaving it early is no fault")
    func less() throws {
        let place = try practice()
        defer { place.remove() }
        let ending = try place.onTerminal(
            "fang client list; echo ended $?", people: ["fang"], rows: 5, environment: ["TERM": "xterm"],
            [.expect("C-"), .type("q")])
        #expect(ending.status == 0)
        #expect(ending.screen.contains("ended 0"))
        let shown = (0..<5).filter { ending.screen.contains("来访者\($0)") }
        #expect((1..<5).contains(shown.count), "\(ending.screen)")
    }
}
