/// Everything this room refuses. It carries names of fields, counts, identifiers and rules; never content.
public enum CounselingError: Error, Hashable, Sendable {
    /// Bytes or a text that are no identifier.
    case identifier(IdentifierProblem)
    /// A text that is no short name of a staff member.
    case shortName(ShortNameProblem)
    /// A field of a form that cannot be accepted.
    case field(FieldPath, FieldProblem)
    /// A form that is no JSON object.
    case formIsNotJSON
    /// A form of more bytes than the limit.
    case formTooLarge(limit: Int)
    /// A stored body of a schema version that this program does not know.
    case unknownSchema(version: Int)
    /// A stored body that does not have the shape of its schema version.
    case malformedBody
    /// A value that cannot be written as JSON.
    case unencodable
    /// A change of state that the rules do not have.
    case refusedTransition(from: CaseState, to: CaseState)
    /// A step that does not follow from where the thing stands, or is not its signer's to make.
    case refusedStep
    /// A note without any text.
    case noteHasNoText
    /// A note of more UTF-8 bytes, all sections and the feedback together, than the limit.
    case noteTooLong(bytes: Int, limit: Int)
    /// A note signed by someone other than its author.
    case signerIsNotAuthor(signer: Identifier<Person>, author: Identifier<Person>)
    /// An instant outside the years 0001 to 9999.
    case timeOutOfRange

    /// What keeps bytes or a text from being an identifier.
    public enum IdentifierProblem: Hashable, Sendable {
        case empty
        case wrongByteCount(Int)
        case notHexadecimal
        case notInAlphabet(position: Int)
        case wrongLength(Int)
    }

    /// What keeps a text from being a short name.
    public enum ShortNameProblem: Hashable, Sendable {
        case tooShort(minimum: Int)
        case tooLong(limit: Int)
        case doesNotStartWithLetter
        case notAllowed(position: Int)
        /// A word that stands for no person in commands.
        case meansNobody
    }
}
