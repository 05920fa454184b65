import Counseling
import Practice
import RecordRoom

// What is meant by what was typed.
extension CommandContext {
    func one<Entity>(_ found: [Identifier<Entity>], typed: String) throws -> Identifier<Entity> {
        guard let first = found.first else {
            throw CommandFault(.notFound, "not-found", .faultNotFound, ["id": typed], hint: .faultNotFoundHint)
        }
        guard found.count == 1 else {
            let characters = Identifier.charactersNeeded(among: found)
            throw CommandFault(
                .notFound, "ambiguous", .faultAmbiguous,
                [
                    "id": typed,
                    "candidates": catalogue.list(found.prefix(10).map { $0.shortForm(characters: characters) }),
                ],
                hint: .faultAmbiguousHint)
        }
        return first
    }

    func client(_ typed: String, in practice: OpenPractice) throws -> Identifier<Client> {
        try one(practice.room.clients(matching: typed), typed: typed)
    }

    func counselingCase(_ typed: String, in practice: OpenPractice) throws -> Identifier<CounselingCase> {
        try one(practice.room.cases(matching: typed), typed: typed)
    }

    func note(_ typed: String, in practice: OpenPractice) throws -> Identifier<SessionNote> {
        try one(practice.room.notes(matching: typed), typed: typed)
    }

    /// What entries are about: a client, a case, a note or a person. An id in full is taken as it is, because the trail
    /// outlives what it tells of.
    /// - Returns: 32 hexadecimal digits
    func subject(_ typed: String, in practice: OpenPractice) throws -> String {
        if let full = try? Identifier<Client>(hex: typed.lowercased()) { return full.hex }
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        if let named = everyone.first(where: { $0.member.shortName.text == typed }) { return named.id.hex }
        var found = try practice.room.clients(matching: typed).map(\.hex)
        // The mark of a client code leaves no doubt of what is meant.
        if ClientCode.prefix(in: typed) == typed {
            found += try practice.room.cases(matching: typed).map(\.hex)
            found += try practice.room.notes(matching: typed).map(\.hex)
            if typed.count >= Identifier<Person>.shortestForm {
                found += try everyone.map(\.id).filter { try $0.matches(prefix: typed) }.map(\.hex)
            }
        }
        return try one(found.map { try Identifier<Client>(hex: $0) }, typed: typed).hex
    }

    func person(_ typed: String, in practice: OpenPractice) throws -> StaffEntry {
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        if let named = everyone.first(where: { $0.member.shortName.text == typed }) { return named }
        let matching = typed.count < 4 ? [] : everyone.filter { (try? $0.id.matches(prefix: typed)) ?? false }
        guard let only = matching.first, matching.count == 1 else {
            throw CommandFault(
                .notFound, "person-not-found", .faultPersonNotFound, ["person": typed], hint: .faultPersonNotFoundHint)
        }
        return only
    }
}
