import Counseling
import Foundation
import Practice
import RecordRoom
import RecordStore
import SQLiteStore
import Testing

/// A practice file whose pages are damaged, as a failing disk or somebody's hand leaves them: every command ends, and verification
/// names it.
struct DamagedPagesTests {
    private static let objects = [
        "row", "sqlite_autoindex_row_1", "row_scope", "row_target", "entry", "entry_actor", "node", "checkpoint",
    ]

    /// Runs what people run; verification must name damage, and nobody is told anything else than that, or that it worked.
    private func requireEnds(_ place: HostilePractice, _ facts: HostilePractice.Facts, _ what: String) throws {
        for arguments in [["audit", "verify"], ["audit", "verify", "--deep"]] {
            let verified = try place.run(arguments, as: nil)
            #expect(verified.status == 76, "\(what): \(arguments) \(verified)")
        }
        for (arguments, name) in [
            (["status"], "fang"), (["today"], "lin"), (["note", "list", facts.caseID.hex], "lin"),
            (["audit", "verify", "--json"], "aud"),
        ] {
            let ending = try place.run(arguments, as: name)
            #expect([0, 76].contains(ending.status), "\(what): \(arguments) \(ending.errors)")
        }
    }

    @Test(
        "leaves whose cells are empty, the first and the last of each table and index: every command ends, and verification names it",
        arguments: objects)
    func emptyCells(object: String) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let whole = try DatabasePages(place.database)
        let leaves = whole.leaves(try #require(try whole.roots()[object]))
        for leaf in Set([leaves.first, leaves.last].compactMap { $0 }) {
            var pages = whole
            pages.emptyCells(of: leaf)
            try pages.write()
            try requireEnds(place, facts, "\(object), page \(leaf)")
        }
    }

    @Test(
        "a table whose pages lead back to those before: every command ends",
        arguments: ["row", "entry"])
    func circles(object: String) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        var pages = try DatabasePages(place.database)
        let root = try #require(try pages.roots()[object])
        try #require(pages.leaves(root).count > 1, "\(object) has one page alone")
        pages.repeatFirstChild(of: root)
        try pages.write()
        try requireEnds(place, facts, object)
    }

    @Test("whoever raises a crisis where the log's pages are damaged is told where to call, and whether it was saved")
    func crisis() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        var pages = try DatabasePages(place.database)
        let leaves = pages.leaves(try #require(try pages.roots()["entry"]))
        for leaf in leaves { pages.emptyCells(of: leaf) }
        try pages.write()
        let ending = try place.run(["crisis", "raise", "--as", "lin"], as: nil, input: "他说今晚不回宿舍")
        #expect(ending.errors.contains("112"))
        #expect(ending.status == 0 || ending.errors.contains("NOT SAVED"), "\(ending)")
    }

    @Test("an index in circles that SQLite walks by itself to take something away: the command ends, and names damage")
    func circlesWithin() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let appointment = try desk.book("2028-03-01T10:00:00+08:00")
        try desk.fang.room.leave()
        var pages = try DatabasePages(place.database)
        try pages.leadInCircles(root: try #require(try pages.roots()["slot_owner"]), cellWith: nil)
        try pages.write()
        let ended = try place.run(
            ["appointment", "cancel", appointment.hex, "--by", "client", "--yes", "--json"], as: "fang")
        // SQLITE_INTERRUPT.
        #expect(ended.status == 76 && ended.errors.contains("\"number\": 9"), "\(ended)")
        let verified = try place.run(["audit", "verify"], as: nil)
        #expect(verified.status == 76, "\(verified)")
        // What is left of a case that was disposed of is written anew in the same order.
        let store = try SQLiteStore(folder: place.database.deletingLastPathComponent().path)
        #expect(throws: StoreError.damaged(code: 0)) { try store.compact() }
    }
}
