#!/bin/sh
# Takes out of a virtual environment what the bot never reads, so that the image stays below 160 MB. For the image alone:
# prune.sh FOLDER LANGUAGES, the folder that has one folder for each language in which the bot speaks.
set -eu
folder=$(cd "$1" && pwd)
languages=$(cd "$2" && pwd)
cd "$folder"/lib/python3*/site-packages

# Of the font, two weights.
find font_source_sans_pro/files -type f ! -name 'SourceSansPro-Regular.ttf' ! -name 'SourceSansPro-Semibold.ttf' \
    ! -name 'LICENSE*' -delete
# Pillow does without AVIF when it is not there; nothing here reads or writes it.
rm -f PIL/_avif.*.so pillow.libs/libavif-*
# fontTools has each of these in Python too, and they are for drawing outlines, which nothing here does.
find fontTools -name '*.so' -delete
# How times, dates, numbers and countries are written: of the languages in which the bot speaks, for all their territories.
for spoken in "$languages"/*/LC_MESSAGES; do
    code=$(basename "$(dirname "$spoken")")
    mkdir -p babel/kept
    cp -p babel/locale-data/root.dat babel/locale-data/"${code%%_*}".dat babel/kept/
    find babel/locale-data -name "${code%%_*}_*.dat" -exec cp -p {} babel/kept/ \;
done
rm -rf babel/locale-data
mv babel/kept babel/locale-data
# Databases that the bot is not written for.
rm -rf sqlalchemy/dialects/mssql sqlalchemy/dialects/mysql sqlalchemy/dialects/oracle
# What packages were made from and tested with, and what only a type checker reads.
find . -type d \( -name tests -o -name testing -o -name __pycache__ \) -prune -exec rm -rf {} +
find . -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' -o -name '*.c' -o -name '*.cpp' \
    -o -name '*.h' -o -name '*.hpp' \) -delete
# Symbols for a debugger. Not where a package brings libraries of its own: those were patched, and would break.
find . -type f -name '*.so' | while read -r library; do
    package=${library#./}
    package=${package%%/*}
    case $package in
        *.libs | *.so | PIL | psycopg_binary | rapidfuzz | pydantic_core | tzfpy) ;;
        *) strip --strip-unneeded "$library" ;;
    esac
done
# What installs packages has no place in what runs.
rm -rf pip pip-*.dist-info setuptools setuptools-*.dist-info "$folder"/bin/pip*
