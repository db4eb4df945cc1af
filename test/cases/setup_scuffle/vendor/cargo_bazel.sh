#!/bin/sh
echo "another program was run" >&2
exit 1
