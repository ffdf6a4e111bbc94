"""What the API is: GraphQL types, inputs, errors, context.

``schema.graphql`` beside this file is the printed contract; ``operations/`` holds the published
operations that clients rely on.
"""

from schema import enums as enums  # first of all: it turns the enums of the field into GraphQL enums
