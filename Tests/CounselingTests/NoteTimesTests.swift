import Testing

@testable import Counseling

/// Times of a note that cannot be as they say, and those that can.
struct NoteTimesTests {
    private static let base: Int64 = 1_796_090_400

    private func at(_ seconds: Int64) throws -> UTCTime { try UTCTime(secondsSince1970: Self.base + seconds) }

    private func draft(_ written: Int64, edited: Int64? = nil, session: SessionTimes? = nil) throws -> DraftNote {
        DraftNote(
            id: try identifier(1), caseID: try identifier(2), author: try identifier(3),
            content: try NoteContent(template: .free, sections: [NoteSection(.text, "来谈")], session: session),
            writtenAt: try at(written), isLateEntry: false, editedAt: try edited.map(at))
    }

    private func kinds(
        _ versions: [NoteBody], _ addenda: [Int64] = [], _ verdicts: [NoteTimes.Verdict] = [], now: Int64 = 1_000_000
    ) throws -> [TimeDoubt.Kind] {
        let added = try addenda.map {
            try Addendum(note: identifier(1), author: identifier(3), text: "补充", signedAt: at($0))
        }
        return NoteTimes.doubts(of: versions, addenda: added, verdicts: verdicts, now: try at(now)).map(\.kind)
    }

    private func signed(_ draft: DraftNote, _ time: Int64) throws -> NoteBody {
        .signed(try draft.signed(by: identifier(3), at: at(time)))
    }

    @Test("a draft, an edit, a signature and additions in their order raise no doubt, nor does a session of long ago")
    func ordinary() throws {
        let old = try SessionTimes(start: at(-5_000_000), end: at(-4_997_000), now: at(0))
        let versions: [NoteBody] = [
            .draft(try draft(0, session: old)), .draft(try draft(0, edited: 500)), try signed(try draft(0), 90_000),
        ]
        #expect(try kinds(versions, [90_000, 200_000, 200_000]).isEmpty)
    }

    @Test("clocks that stand apart a little raise none")
    func tolerance() throws {
        let versions: [NoteBody] = [.draft(try draft(0)), try signed(try draft(0), -600)]
        #expect(try kinds(versions, [-1200], now: -600).isEmpty)
        #expect(try kinds([.draft(try draft(0)), try signed(try draft(0), -601)]) == [.signedBeforeWritten])
    }

    @Test("a version dated before the one before it, and another first writing, are told")
    func back() throws {
        #expect(try kinds([.draft(try draft(0)), .draft(try draft(0, edited: -7200))]) == [.goesBack])
        let versions: [NoteBody] = [
            .draft(try draft(0)), .draft(try draft(0, edited: 9000)), try signed(try draft(0), 5000),
        ]
        #expect(try kinds(versions) == [.goesBack])
        #expect(try kinds([.draft(try draft(0)), try signed(try draft(-90_000), 10)]) == [.writingMoved])
    }

    @Test("what is dated later than the reader's clock is told once")
    func future() throws {
        #expect(try kinds([.draft(try draft(0))], now: -601) == [.inFuture])
        #expect(try kinds([.draft(try draft(0)), try signed(try draft(0), 0)], now: -601) == [.inFuture])
    }

    @Test(
        "an addition dated before the signature, or before another, is told; a trainee's counts from the co-signature")
    func additions() throws {
        let note = try signed(try draft(0), 10_000)
        #expect(try kinds([note], [9000]) == [.addedBeforeSigned])
        #expect(try kinds([note], [30_000, 20_000]) == [.goesBack])
        let submitted = NoteBody.submitted(try draft(0).submitted(by: identifier(3), at: at(10_000)))
        let verdict = NoteTimes.Verdict(version: 1, isCosigned: true, at: try at(50_000))
        #expect(try kinds([submitted], [40_000], [verdict]) == [.addedBeforeSigned])
        #expect(try kinds([submitted], [60_000], [verdict]).isEmpty)
        let early = NoteTimes.Verdict(version: 1, isCosigned: true, at: try at(5000))
        #expect(try kinds([submitted], [], [early]) == [.cosignedBeforeSubmitted])
    }
}
